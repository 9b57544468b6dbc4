import Records

/// How definitions write numbers, times and sizes.
enum Measure {
    /// A whole number from 0 on, written as a number; nil for anything else.
    static func count(_ node: Node) -> Int64? {
        guard case .number(let digits) = node.value else { return nil }
        return Kind.count.read(digits)
    }

    /// Seconds of "45s", "90m", "8h" or "3d"; nil for anything else.
    static func seconds(_ node: Node) -> Int64? {
        guard let text = node.text, let last = text.last,
            let unit = ["s": 1, "m": 60, "h": 3_600, "d": 86_400][last] as Int64?,
            let number = Kind.count.read(String(text.dropLast()))
        else { return nil }
        return product(number, unit)
    }

    /// Bytes of 4096, "10 MiB", "500 KiB", "2 GiB" or "10 MB"; nil for anything else.
    static func bytes(_ node: Node) -> Int64? {
        if let count = count(node) { return count }
        guard let text = node.text else { return nil }
        let parts = text.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 2, let unit = units[String(parts[1])],
            let number = Kind.count.read(String(parts[0]))
        else { return nil }
        return product(number, unit)
    }

    private static let units: [String: Int64] = [
        "B": 1, "KB": 1_000, "MB": 1_000_000, "GB": 1_000_000_000,
        "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30,
    ]

    private static func product(_ number: Int64, _ unit: Int64) -> Int64? {
        let (product, overflow) = number.multipliedReportingOverflow(by: unit)
        return overflow ? nil : product
    }
}
