import Records

/// One run of a pipeline, however often it was taken up again.
package struct RunRow: Sendable, Equatable {
    package enum State: String, Sendable {
        case open
        case done
    }

    package var id: Int64
    /// The name of its folder: `2026-11-23.1-nightly`.
    package var name: String
    package var pipeline: String
    package var state: State
    package var attempts: Int64
    /// How its last finished attempt ended; nil before.
    package var exit: Int32?

    static let columns = "id, name, pipeline, state, attempts, exit"

    init(_ row: borrowing Statement) throws(Failure) {
        id = row.integer(0)
        name = row.text(1)
        pipeline = row.text(2)
        state = try row.word(3)
        attempts = row.integer(4)
        exit = row.optionalInteger(5).map { Int32(truncatingIfNeeded: $0) }
    }
}
