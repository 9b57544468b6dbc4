import Records

extension Ledger {
    /// How the orders stand that are to be sent off.
    package struct OrderCounts: Sendable {
        /// Past their ship-by, within a day of it, within two, later, and those without one.
        package var late = 0
        package var withinDay = 0
        package var withinTwo = 0
        package var later = 0
        package var undated = 0
        /// Of all these, those that the back office has not got yet.
        package var notExported = 0
        /// Refunds that wait for a person.
        package var refundsWaiting: Int

        /// Counts open orders. `now` is in Unix seconds.
        package init(_ orders: [OpenOrder], refundsWaiting: Int, now: Int64) {
            self.refundsWaiting = refundsWaiting
            for order in orders {
                if !order.isExported { notExported += 1 }
                switch order.shipBy.map({ $0 - now }) {
                case nil: undated += 1
                case .some(..<0): late += 1
                case .some(..<86_400): withinDay += 1
                case .some(..<172_800): withinTwo += 1
                default: later += 1
                }
            }
        }
    }

    /// An order of which something is still to be sent off.
    package struct OpenOrder: Sendable {
        package var order: String
        /// The earliest of its lines, in Unix seconds.
        package var shipBy: Int64?
        /// Whether the back office has got it.
        package var isExported: Bool
    }

    private func tables() throws(Failure) -> Set<String> {
        Set(
            try database.all("SELECT name FROM sqlite_master WHERE type = 'table'") { row in
                row.text(0)
            })
    }

    /// The orders that the seller is to send off; nil where the shop has no book of orders.
    package func openOrders() throws(Failure) -> [OpenOrder]? {
        let tables = try tables()
        guard tables.contains("orders") else { return nil }
        let sent =
            tables.contains("despatches")
            ? """
            AND NOT EXISTS (SELECT 1 FROM despatches JOIN told ON told.feed = 'fulfillment'
                AND told.flags >= 8 AND told.state IS NOT 'refused'
                AND told.key >= despatches.despatch_id || char(9)
                AND told.key < despatches.despatch_id || char(10)
                WHERE despatches.order_id = orders.order_id)
            """ : ""
        return try database.all(
            """
            SELECT order_id, min(coalesce(latest_ship_date, promise_date)), max(EXISTS (
                SELECT 1 FROM told WHERE told.feed = 'open-orders' AND told.flags >= 8
                    AND told.key >= orders.order_id || char(9)
                    AND told.key < orders.order_id || char(10)))
            FROM orders
            WHERE fulfillment_channel IS NOT 'Amazon'
                AND coalesce(order_status, 'Unshipped') IN ('Unshipped', 'Shipping', 'PartiallyShipped')
                AND item_status IS NOT 'Cancelled' AND quantity > 0 \(sent)
            GROUP BY order_id
            """
        ) { row in
            OpenOrder(
                order: row.text(0), shipBy: row.optionalInteger(1), isExported: row.integer(2) != 0)
        }
    }

    /// How many refunds wait for a person.
    package func refundsWaiting() throws(Failure) -> Int {
        guard try tables().contains("refunds") else { return 0 }
        return Int(
            try database.integer(
                """
                SELECT count(DISTINCT refund_id) FROM refunds
                WHERE NOT EXISTS (SELECT 1 FROM told WHERE told.feed = 'refund' AND told.flags >= 8
                        AND told.key >= refund_id || char(9) AND told.key < refund_id || char(10))
                    AND NOT EXISTS (SELECT 1 FROM approval WHERE feed = 'refund'
                        AND key = refund_id AND void = 0)
                """))
    }

    /// The times that files of orders cover, in Unix seconds, those that begin earlier first.
    package func coverage() throws(Failure) -> [Range<Int64>] {
        try database.all(
            "SELECT since, until FROM coverage WHERE until > since ORDER BY since, until"
        ) {
            row in row.integer(0)..<row.integer(1)
        }
    }
}
