/// Where the value of a column stands, seen from the element that is a row: a small part of XPath.
///
///     SKU
///     ../AmazonOrderID
///     ItemPrice/Component[Type='Principal']/Amount
///     ItemPrice/Component[Type='Principal']/Amount/@currency
package struct XMLPath: Sendable, Hashable {
    package struct Step: Sendable, Hashable {
        package var name: String
        /// An element inside it, and the text that this must have.
        package var with: String?
        package var value: String?
    }

    /// How many elements further out it begins.
    package let ups: Int
    package let steps: [Step]
    /// The attribute that holds the value; nil where the text does.
    package let attribute: String?

    /// Nil where the text is no path.
    package init?(_ text: String) {
        var parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        var ups = 0
        while parts.first == ".." {
            ups += 1
            parts.removeFirst()
        }
        var attribute: String?
        if let last = parts.last, last.hasPrefix("@") {
            attribute = String(last.dropFirst())
            parts.removeLast()
            guard let attribute, Self.isName(attribute[...]) else { return nil }
        }
        var steps: [Step] = []
        for part in parts {
            guard let bracket = part.firstIndex(of: "[") else {
                guard Self.isName(part[...]) else { return nil }
                steps.append(Step(name: part))
                continue
            }
            let inner = part[bracket...]
            guard inner.hasSuffix("']"), Self.isName(part[..<bracket]) else { return nil }
            let sides = inner.dropFirst().dropLast(2).split(
                separator: "='", maxSplits: 1, omittingEmptySubsequences: false)
            guard sides.count == 2, Self.isName(sides[0]), !sides[1].contains("'") else {
                return nil
            }
            steps.append(
                Step(
                    name: String(part[..<bracket]), with: String(sides[0]), value: String(sides[1]))
            )
        }
        guard !steps.isEmpty || attribute != nil && ups == 0 else { return nil }
        self.ups = ups
        self.steps = steps
        self.attribute = attribute
    }

    static func isName(_ text: Substring) -> Bool {
        guard let first = text.first, first.isLetter || first == "_" else { return false }
        return text.allSatisfy { $0.isLetter || $0.isNumber || "-_.:".contains($0) }
    }
}
