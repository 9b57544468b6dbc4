import Records

/// Lists of values that are known to be right, `pipelines/lists/NAME.txt`: one a line, `#` before what is
/// for people. They belong to the program's version, as schemas do.
extension Catalog {
    package static let lists = "pipelines/lists"
    /// The codes of Amazon's answers.
    package static let codes = "pipelines/codes"

    /// The values of a list; nil where there is none.
    package func values(of list: String) throws(Failure) -> Set<String>? {
        guard let bytes = try read("\(Self.lists)/\(list).txt") else { return nil }
        let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
        return Set(lines.filter { !$0.hasPrefix("#") }.map(String.init))
    }

    /// A file of text that belongs to the definitions; nil where there is none.
    package func text(of file: String) throws(Failure) -> String? {
        try read(file).map { String(decoding: $0, as: UTF8.self) }
    }
}
