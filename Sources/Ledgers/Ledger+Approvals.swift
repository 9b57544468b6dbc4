import Records

extension Ledger {
    /// Records an approval; earlier ones of its key count no more. Its `id` is not read.
    package func approve(_ approval: ApprovalRow) throws(Failure) {
        try database.run(
            "UPDATE approval SET void = 1 WHERE feed = ?1 AND scope = ?2 AND key = ?3",
            [.text(approval.feed), .text(approval.scope), .text(approval.key)])
        try database.run(
            """
            INSERT INTO approval (feed, scope, key, digest, time, who)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6)
            """,
            [
                .text(approval.feed), .text(approval.scope), .text(approval.key),
                .text(approval.digest.text), .integer(approval.time), .text(approval.who),
            ])
    }

    /// The approvals of a feed in a scope that count: not told yet, or told in a document that was
    /// withdrawn before it was sent.
    package func approvals(feed: String, scope: String) throws(Failure) -> [ApprovalRow] {
        try database.all(
            """
            SELECT \(ApprovalRow.columns) FROM approval
            LEFT JOIN told ON told.id = approval.told
            LEFT JOIN document ON document.id = told.document
            WHERE approval.feed = ?1 AND approval.scope = ?2 AND approval.void = 0
                AND (approval.told IS NULL OR document.state = 'withdrawn')
            ORDER BY approval.id
            """, [.text(feed), .text(scope)], ApprovalRow.init)
    }

    /// Notes the row of `told` that tells what was approved.
    package func setTold(_ told: Int64, approval id: Int64) throws(Failure) {
        try database.run(
            "UPDATE approval SET told = ?2 WHERE id = ?1", [.integer(id), .integer(told)])
    }

    /// Ends an approval: the values are others now.
    package func void(approval id: Int64) throws(Failure) {
        try database.run("UPDATE approval SET void = 1 WHERE id = ?1", [.integer(id)])
    }

    /// What the ledger's revision of a feed's approvals goes by.
    package static func approvalName(feed: String, scope: String) -> String {
        "approved \(feed).\(scope)"
    }
}
