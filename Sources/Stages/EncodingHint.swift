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

    /// What is known of a file of a shop's marketplace; where that is empty, of one of all of its
    /// marketplaces: a shop with a single one has no files of another.
    package init(_ shop: Shop, charset: Encoding? = nil, marketplace: String) {
        let only = shop.marketplaces.count == 1 ? shop.marketplaces[0].code : ""
        self.init(
            charset: charset, marketplace: marketplace.isEmpty ? only : marketplace)
    }

    /// What to read the file as, if it is of a report.
    func candidates(_ report: Report) -> [Encoding] {
        Encoding.candidates(charset: charset ?? report.charset, marketplace: marketplace)
    }
}
