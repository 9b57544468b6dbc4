/// What became of what was told once, as a query says it.
enum EventState {
    /// Never told, or taken back before it was sent, or rejected and asked for again.
    case open
    /// Told: it counts, whatever is not known of it.
    case told
    /// Amazon rejected it, or it was refused: it counts for nothing, and only a person brings it back.
    case ended

    init(_ text: String) {
        switch text {
        case "", "withdrawn", "retell": self = .open
        case "rejected", "refused": self = .ended
        default: self = .told
        }
    }
}
