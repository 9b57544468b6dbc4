import Records

extension Exit {
    /// Every exit status, in order.
    static let all: [Exit] = [
        .done, .data, .definition, .ledger, .disk, .channel, .guarded, .rejects, .changes, .busy,
    ]

    /// What it says, for help and for the last line of a run.
    var about: String {
        switch self {
        case .done: "done"
        case .data: "a data file cannot be used"
        case .definition: "a definition, a mapping or the command line is wrong"
        case .ledger: "the ledger cannot be used"
        case .disk: "the file system refused something, or there is no memory"
        case .channel: "a channel failed"
        case .guarded: "stopped by a guard"
        case .rejects: "done with rejects"
        case .changes: "there is something to do"
        case .busy: "another run holds the shop: try again"
        }
    }
}
