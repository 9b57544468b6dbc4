import Records

/// Names of elements and attributes (W3C, "Extensible Markup Language 1.0", section 2.3; with at
/// most one colon, "Namespaces in XML 1.0", section 4).
enum XMLName {
    static func isName(_ text: String) -> Bool {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        return parts.count <= 2
            && parts.allSatisfy { part in
                guard let first = part.unicodeScalars.first, isStart(first) else { return false }
                return part.unicodeScalars.allSatisfy { isStart($0) || isMore($0) }
            }
    }

    private static let starts: [ClosedRange<UInt32>] = [
        0x41...0x5A, 0x5F...0x5F, 0x61...0x7A, 0xC0...0xD6, 0xD8...0xF6, 0xF8...0x2FF,
        0x370...0x37D, 0x37F...0x1FFF, 0x200C...0x200D, 0x2070...0x218F, 0x2C00...0x2FEF,
        0x3001...0xD7FF, 0xF900...0xFDCF, 0xFDF0...0xFFFD, 0x10000...0xEFFFF,
    ]

    private static let more: [ClosedRange<UInt32>] = [
        0x2D...0x2E, 0x30...0x39, 0xB7...0xB7, 0x300...0x36F, 0x203F...0x2040,
    ]

    private static func isStart(_ scalar: Unicode.Scalar) -> Bool {
        starts.contains { $0.contains(scalar.value) }
    }

    private static func isMore(_ scalar: Unicode.Scalar) -> Bool {
        more.contains { $0.contains(scalar.value) }
    }
}

extension XMLDialect {
    /// Whether the member's name, as far as it is one of XML's, is one; else adds a mistake. The text
    /// beside attributes has none.
    func checkName(
        _ member: Node.Member, _ name: String, _ mistakes: inout [Mistake]
    ) -> Bool {
        if XMLName.isName(name) || member.name.isEmpty { return true }
        mistakes.append(
            Mistake(
                at: member.place, width: max(1, member.name.count),
                "'\(name)' is no name of an XML element or attribute"))
        return false
    }
}
