import Files
import Records

/// A file of rows, and what is known of how it is written.
package struct RowInput: Sendable {
    package var path: String
    /// As messages name it.
    package var name: String
    package var form: RowForm
    /// What its bytes are read as, unless they show that they are UTF-16.
    package var encoding: Encoding
    /// What somebody said of the file's encoding, if not its report.
    package var charset: Encoding?
    /// Every byte is checked to be of a character of `encoding`.
    package var isChecked: Bool
    package var isDigested: Bool

    package init(
        path: String, name: String, form: RowForm, encoding: Encoding,
        charset: Encoding? = nil, isChecked: Bool, isDigested: Bool = false
    ) {
        self.path = path
        self.name = name
        self.form = form
        self.encoding = encoding
        self.charset = charset
        self.isChecked = isChecked
        self.isDigested = isDigested
    }

    /// The reader for the file: of the format of its form that its first bytes show. `block` is how
    /// many bytes are read at once.
    package func reader(block: Int = 1 << 18) throws(Failure) -> any RowReading {
        var format = form.formats.first ?? .tsv
        if form.formats.count > 1 {
            let head = try Head(Source(path: path, name: name, charset: said))
            format = head.bytes.withUnsafeBufferPointer { form.format(of: $0) }
        }
        let source = try Source(
            path: path, name: name, digesting: isDigested, charset: said,
            transcoding: format == .json || format == .xml ? encoding : nil)
        // What is made UTF-8 on the way needs neither a check nor decoding.
        let isMade = source.transcoded != nil
        switch format {
        case .tsv, .csv:
            return SeparatedReader(
                source: source, name: name, form: form, format: format,
                encoding: isMade ? .utf8 : encoding, checking: isChecked && !isMade, block: block)
        case .xml:
            return XMLReader(
                source: source, name: name,
                form: form.xml ?? XMLForm(message: "", rows: [], columns: []),
                checking: isChecked && !isMade, block: block)
        case .json:
            return JSONReader(
                source: source, name: name, rows: form.rows, checking: isChecked && !isMade,
                block: block)
        }
    }

    /// What may be UTF-16 without a mark.
    private var said: Encoding? { encoding.isUTF16 ? encoding : charset ?? form.charset }
}
