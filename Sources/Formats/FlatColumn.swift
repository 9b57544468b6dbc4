import Records

/// A column of a flat dialect.
struct FlatColumn: Sendable {
    enum Value: Sendable {
        case constant(String)
        /// The first of these columns that has a value, else a constant.
        case columns([(index: Int, name: String, kind: Kind)], otherwise: String?)
        case message
    }

    /// As the header names it.
    let heading: String
    let value: Value
    /// The columns that it may show, by their index.
    var columns: [Int] {
        if case .columns(let columns, _) = value { columns.map(\.index) } else { [] }
    }
    /// Left out of a document in which no row has a value for it.
    var optional = false

    /// Takes a member of 'columns'; nil, and a mistake, where it is wrong.
    init?(
        _ member: Node.Member, _ names: TemplateNames, _ charset: Charset?,
        _ mistakes: inout [Mistake]
    ) {
        if let mistake = Self.mistake(in: member.name, charset) {
            mistakes.append(
                Mistake(
                    at: member.place, width: member.name.count,
                    "\(mistake) cannot stand in a heading"))
            return nil
        }
        heading = member.name
        if var nodes = member.value.list, !nodes.isEmpty {
            let otherwise = Self.constant(nodes.last, charset)
            if otherwise != nil { nodes.removeLast() }
            value = .columns(
                Self.columns(nodes, member.name, names, &mistakes), otherwise: otherwise)
            return
        }
        guard member.value.text != nil else {
            mistakes.append(
                Mistake(
                    on: member.value,
                    "'\(member.name)' is a text such as \"$column\", not \(member.value.kind)"))
            return nil
        }
        switch names.meaning(of: member.value, in: .message, &mistakes) {
        case .column(let index, let kind):
            value = .columns([(index, names.columns[index].name, kind)], otherwise: nil)
        case .message: value = .message
        case .literal(let text):
            if let mistake = Self.mistake(in: text, charset) {
                mistakes.append(
                    Mistake(on: member.value, "\(mistake) cannot stand in a flat file"))
            }
            value = .constant(text)
        case .messages, nil: return nil
        }
    }

    /// The text that stands at the end of a list for what no column says; nil where none does.
    private static func constant(_ node: Node?, _ charset: Charset?) -> String? {
        guard let text = node?.text, !text.hasPrefix("$"), mistake(in: text, charset) == nil else {
            return nil
        }
        return text
    }

    private static func columns(
        _ nodes: [Node], _ heading: String, _ names: TemplateNames, _ mistakes: inout [Mistake]
    ) -> [(index: Int, name: String, kind: Kind)] {
        nodes.compactMap { node in
            if node.text != nil {
                switch names.meaning(of: node, in: .message, &mistakes) {
                case .column(let index, let kind): return (index, names.columns[index].name, kind)
                case nil: return nil
                case .literal, .message, .messages: break
                }
            }
            mistakes.append(
                Mistake(on: node, "a list under '\(heading)' names columns, each as \"$column\""))
            return nil
        }
    }

    /// What of a constant text cannot be written in `charset`.
    static func mistake(in text: String, _ charset: Charset?) -> String? {
        Array(text.utf8).withUnsafeBufferPointer { Refusals.control(in: $0) }
            ?? charset?.stranger(in: text)
    }

    /// Whether a document has the column, where `filled` says which of the template's have values.
    func stands(_ filled: [Bool]) -> Bool {
        guard optional, case .columns(let columns, _) = value else { return true }
        return columns.contains { filled[$0.index] }
    }
}
