/// What a file is that is no table, by its first bytes, as far as they say: for a person who drops it.
enum OtherForm {
    /// "an XML file (AmazonEnvelope, OrderReport)"; nil where the bytes are nothing known.
    static func name(of bytes: Slice<UnsafeBufferPointer<UInt8>>) -> String? {
        let rest = bytes.drop { isBlank($0) }
        switch rest.first {
        case UInt8(ascii: "<"): return markup(rest)
        case UInt8(ascii: "{"): return json(rest)
        case UInt8(ascii: "["):
            let next = rest.dropFirst().first { !isBlank($0) }
            if let next, "{[\"]0123456789".utf8.contains(next) { return json(rest) }
        default: break
        }
        let line = String(decoding: rest.prefix { $0 != 10 && $0 != 13 }.prefix(200), as: UTF8.self)
        // Amazon, flat file templates: the first cell of the first row.
        if line.hasPrefix("TemplateType=") {
            let type = line.prefix { $0 != "\t" }
            return "a flat document (\(type)), which tells Amazon something: no report"
        }
        // Amazon, processing report of a flat file, first line.
        if line.hasPrefix("Feed Processing Summary") {
            return "Amazon's answer to a flat document: not known yet"
        }
        return nil
    }

    private static let wanted = "expected the names of the columns"

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || (9...13).contains(byte)
    }

    private static func markup(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> String {
        let text = String(decoding: bytes.prefix(1 << 14), as: UTF8.self)
        guard let root = root(of: text[...]) else {
            return "not a table: it begins with '<': " + wanted
        }
        if root.lowercased() == "html" { return "a web page, not a report: " + wanted }
        var names = [root]
        if let type = content(of: "MessageType", in: text) { names.append(type) }
        return "an XML file (\(names.joined(separator: ", "))): not known yet"
    }

    /// The name of the first element, behind declarations and comments. A document type names it, too.
    static func root(of text: Substring) -> String? {
        var rest = text
        while let start = rest.firstIndex(of: "<") {
            rest = rest[start...].dropFirst()
            if rest.hasPrefix("!--") {
                guard let end = rest.firstRange(of: "-->") else { return nil }
                rest = rest[end.upperBound...]
            } else if rest.lowercased().hasPrefix("!doctype html") {
                return "html"
            } else if rest.first?.isLetter == true || rest.first == "_" {
                return name(rest.prefix { !$0.isWhitespace && $0 != ">" && $0 != "/" })
            } else if rest.first != "?", rest.first != "!" {
                return nil
            }
        }
        return nil
    }

    static func content(of element: String, in text: String) -> String? {
        guard let start = text.firstRange(of: "<\(element)>") else { return nil }
        let content = text[start.upperBound...].prefix { $0 != "<" }
        return name(content.drop { $0.isWhitespace }.prefix { !$0.isWhitespace })
    }

    /// A name that a message can show; nil where it is none.
    private static func name(_ text: Substring) -> String? {
        let isName = text.allSatisfy { $0.isLetter || $0.isNumber || "-_.:".contains($0) }
        return isName && !text.isEmpty && text.count <= 60 ? String(text) : nil
    }

    private static func json(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> String {
        let names = members(bytes).prefix(4).compactMap { name($0[...]) }
        let what = names.isEmpty ? "" : " (\(names.joined(separator: ", ")))"
        return "a JSON file\(what): not known yet"
    }

    /// The names of the outermost object's members, as far as the bytes go; none of a list.
    private static func members(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> [String] {
        guard bytes.first == UInt8(ascii: "{") else { return [] }
        var (depth, names) = (0, [String]())
        var text: Int?
        var (isEscaped, held) = (false, Optional<String>.none)
        for (index, byte) in zip(bytes.indices, bytes) {
            if let start = text {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    text = nil
                    held = String(decoding: bytes[start..<index], as: UTF8.self)
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): text = index + 1
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            case UInt8(ascii: ":") where depth == 1:
                if let name = held { names.append(name) }
            default: break
            }
        }
        return names
    }
}
