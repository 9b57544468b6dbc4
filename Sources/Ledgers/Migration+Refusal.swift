import Records

extension Migration {
    /// Why something was refused, for the one who asks about its order.
    static let refusal = Migration(
        name: "refusal",
        sql: """
            CREATE TABLE refusal (
                told INTEGER PRIMARY KEY,
                reason TEXT NOT NULL
            ) STRICT;
            """)
}

extension Ledger {
    /// Notes why a row of `told` was refused. `reason` holds no buyer's data.
    package func record(refusal reason: String, of told: Int64) throws(Failure) {
        try database.run(
            "INSERT OR REPLACE INTO refusal (told, reason) VALUES (?1, ?2)",
            [.integer(told), .text(reason)])
    }

    /// Why a row of `told` was refused; nil where that is not known.
    package func refusal(of told: Int64) throws(Failure) -> String? {
        try database.first(
            "SELECT reason FROM refusal WHERE told = ?1", [.integer(told)]
        ) { row in row.text(0) }
    }
}
