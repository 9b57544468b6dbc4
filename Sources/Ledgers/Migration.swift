/// One step from an older form of the ledger to the next, in a transaction of its own.
///
/// The ledger's `user_version` counts the steps that it has taken. A step that has been released is
/// never edited.
struct Migration {
    var name: String
    var sql: String

    static let all = [begin, approval, book, answer, refusal, purge, age, asked, incomplete]
}
