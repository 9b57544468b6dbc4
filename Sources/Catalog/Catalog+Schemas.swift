import Records

/// Schemas stand beside the definitions, in `pipelines/schemas`: XSD files, one a kind of document.
extension Catalog {
    package static let schemas = "pipelines/schemas"

    /// The bytes of the schema that a dialect names, and its file; nil, and a mistake, where there
    /// is none.
    package func schema(
        _ node: Node, _ mistakes: inout [Mistake]
    ) throws(Failure) -> (bytes: [UInt8], file: String)? {
        let name = node.text ?? ""
        let known = try list(Self.schemas).filter { $0.hasSuffix(".xsd") }.sorted()
        if known.contains(name), let bytes = try read("\(Self.schemas)/\(name)") {
            return (bytes, "\(Self.schemas)/\(name)")
        }
        mistakes.append(
            Mistake(
                on: node, "there is no schema '\(name)' in \(Self.schemas)",
                hint: Mistake.hint(for: name, in: known)))
        return nil
    }
}
