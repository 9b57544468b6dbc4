import Catalog
import Records

/// What is known of a file's encoding before it is read.
package struct EncodingHint: Sendable {
    /// What somebody says it is.
    package var charset: Encoding?
    /// Empty where it is not known.
    package var marketplace: String

    package init(charset: Encoding? = nil, marketplace: String = "") {
        self.charset = charset
        self.marketplace = marketplace
    }

    /// What to read the file as, if it is of a report.
    func candidates(_ report: Report) -> [Encoding] {
        Encoding.candidates(charset: charset ?? report.charset, marketplace: marketplace)
    }
}
