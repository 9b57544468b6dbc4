/// Whether a price is with tax, as buyers see it, or without.
package enum Tax: String, CaseIterable, Sendable { case included, excluded }
