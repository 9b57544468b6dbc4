/// A value given to a parameter of a statement.
package enum Bound: Sendable, Equatable {
    case null
    case integer(Int64)
    case text(String)
    case bytes([UInt8])

    package init(_ number: Int64?) { self = number.map { .integer($0) } ?? .null }

    package init(_ text: String?) { self = text.map { .text($0) } ?? .null }
}

extension Bound: ExpressibleByIntegerLiteral, ExpressibleByStringLiteral {
    package init(integerLiteral number: Int64) { self = .integer(number) }

    package init(stringLiteral text: String) { self = .text(text) }
}
