/// What stands before decimals in a file.
package enum DecimalMark: String, CaseIterable, Sendable {
    case dot, comma
    /// One of the two, and the same in the whole of a file; which one it is, its values tell.
    case either
}
