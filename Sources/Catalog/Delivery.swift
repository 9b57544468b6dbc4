/// How a feed's documents leave the outbox.
package enum Delivery: String, CaseIterable, Sendable {
    /// Another program takes what has its name.
    case drop
    /// A person uploads it and says so.
    case hand
    /// feedmill submits it.
    case api
}
