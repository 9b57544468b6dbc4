import Records

/// The fields of a dialect's definition, checked one by one.
struct DialectFields {
    enum Form: String, CaseIterable {
        case json, xml, flat

        var needed: [String] {
            switch self {
            case .json: ["document", "message"]
            case .xml: ["document", "message", "schema"]
            case .flat: ["columns"]
            }
        }

        var others: [String] {
            self == .flat ? ["optional", "encoding", "decimal", "head"] : []
        }

        /// "a json dialect".
        var dialect: String { (self == .xml ? "an " : "a ") + rawValue + " dialect" }
    }

    let node: Node
    let form: Form

    private static let shared = [
        "form", "file", "deliver", "messages", "bytes", "withdrawn", "bounds", "decimals", "unsaid",
        "words", "zeros",
    ]

    /// Checks that there are no unknown fields and that none is missing.
    init(_ node: Node, form: Form, _ mistakes: inout [Mistake]) {
        self.node = node
        self.form = form
        let known = Self.shared + form.needed + form.others
        for member in node.members ?? [] where !known.contains(member.name) {
            mistakes.append(
                Mistake(
                    at: member.place, width: member.name.count,
                    "\(form.dialect) has no field '\(member.name)'",
                    hint: Suggestion.nearest(to: member.name, in: known)
                        .map { "did you mean '\($0)'?" }))
        }
        for name in ["file", "deliver"] + form.needed where node[name] == nil {
            mistakes.append(Mistake(on: node, "\(form.dialect) needs '\(name)'"))
        }
    }

    /// Which form the dialect `node` has; nil, and a mistake, where it does not say.
    static func form(of node: Node, _ mistakes: inout [Mistake]) -> Form? {
        guard node.members != nil else {
            mistakes.append(Mistake(on: node, "a dialect is an object, not \(node.kind)"))
            return nil
        }
        guard let value = node["form"] else {
            mistakes.append(
                Mistake(on: node, "a dialect needs 'form': \"json\", \"xml\" or \"flat\""))
            return nil
        }
        if let form = value.text.flatMap(Form.init(rawValue:)) { return form }
        let known = Form.allCases.map(\.rawValue)
        mistakes.append(
            Mistake(
                on: value, "'form' is \"json\", \"xml\" or \"flat\", not \(shown(value))",
                hint: value.text.flatMap { Suggestion.nearest(to: $0, in: known) }
                    .map { "did you mean '\($0)'?" }))
        return nil
    }

    /// What a document's file name ends with.
    func suffix(_ mistakes: inout [Mistake]) -> String? {
        guard let value = node["file"] else { return nil }
        let letters = Set("abcdefghijklmnopqrstuvwxyz0123456789")
        if let text = value.text, !text.isEmpty, text.allSatisfy(letters.contains) { return text }
        mistakes.append(
            Mistake(
                on: value,
                "'file' is what a document's name ends with, such as \"json\": small letters and"
                    + " digits, not \(Self.shown(value))"))
        return nil
    }

    func deliver(_ mistakes: inout [Mistake]) -> [String] {
        let ways = ["drop", "hand", "api"]
        guard let value = node["deliver"] else { return [] }
        let nodes = value.list ?? [value]
        if nodes.isEmpty {
            mistakes.append(Mistake(on: value, "'deliver' names no way; known: drop, hand, api"))
        }
        for node in nodes where !ways.contains(node.text ?? "") {
            mistakes.append(
                Mistake(
                    on: node, "'deliver' has no way \(Self.shown(node)); known: drop, hand, api",
                    hint: node.text.flatMap { Suggestion.nearest(to: $0, in: ways) }
                        .map { "did you mean '\($0)'?" }))
        }
        return nodes.compactMap(\.text)
    }

    /// Whether a document may go by Amazon's API, which takes no JSON but that of its listings feed.
    var mayGoToAPI: Bool {
        (node["deliver"]?.list ?? []).contains { $0.text == "api" }
            || node["deliver"]?.text == "api"
    }

    /// The character set of a flat dialect; nil for UTF-8.
    func charset(_ mistakes: inout [Mistake]) -> Charset? {
        guard let value = node["encoding"], value.text != "UTF-8" else { return nil }
        guard let charset = value.text.flatMap(Charset.init(rawValue:)) else {
            mistakes.append(
                Mistake(
                    on: value, "'encoding' is \"UTF-8\" or \"cp932\", not \(Self.shown(value))",
                    hint: value.text.flatMap {
                        Suggestion.nearest(to: $0, in: ["UTF-8", "cp932"])
                    }.map { "did you mean '\($0)'?" }))
            return nil
        }
        if charset.isKnown { return charset }
        mistakes.append(
            Mistake(
                on: value,
                "this system cannot write \(charset.rawValue): its C library has no such converter")
        )
        return nil
    }

    /// What stands before the decimals of a flat dialect; "$decimal" is as the marketplace has it.
    func mark(_ names: TemplateNames, _ mistakes: inout [Mistake]) -> UInt8 {
        guard let value = node["decimal"] else { return UInt8(ascii: ".") }
        let word = value.text == "$decimal" ? names.variables["decimal"] : value.text
        switch word {
        case "dot": return UInt8(ascii: ".")
        case "comma": return UInt8(ascii: ",")
        default:
            mistakes.append(
                Mistake(
                    on: value,
                    "'decimal' is \"dot\", \"comma\" or \"$decimal\", not \(Self.shown(value))"))
            return UInt8(ascii: ".")
        }
    }

    /// A whole number from 1 on; nil where the field is not there.
    func count(_ name: String, _ mistakes: inout [Mistake]) -> Int? {
        guard let value = node[name] else { return nil }
        if case .number(let digits) = value.value, let count = Int(digits), count > 0 {
            return count
        }
        mistakes.append(
            Mistake(on: value, "'\(name)' is a whole number from 1 on, not \(Self.shown(value))"))
        return nil
    }

    /// A number of bytes from 1 on; nil where the field is not there.
    func size(_ name: String, _ mistakes: inout [Mistake]) -> Int? {
        guard let value = node[name] else { return nil }
        if let size = Self.size(value), size > 0 { return size }
        mistakes.append(
            Mistake(
                on: value, "'\(name)' is a size such as \"10 MiB\", not \(Self.shown(value))"))
        return nil
    }

    private static func size(_ node: Node) -> Int? {
        if case .number(let digits) = node.value { return Int(digits) }
        let units = [
            "B": 1, "KB": 1_000, "MB": 1_000_000, "GB": 1_000_000_000, "KiB": 1 << 10,
            "MiB": 1 << 20, "GiB": 1 << 30,
        ]
        let words = (node.text ?? "").split(separator: " ")
        guard words.count == 2, let unit = units[String(words[1])], let count = Int(words[0])
        else { return nil }
        let (size, overflow) = count.multipliedReportingOverflow(by: unit)
        return overflow ? nil : size
    }

    /// A value as a message names it: a text or a number as written, else what it is.
    static func shown(_ node: Node) -> String {
        switch node.value {
        case .text(let text): "'\(text)'"
        case .number(let digits): "'\(digits)'"
        default: node.kind
        }
    }
}
