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
