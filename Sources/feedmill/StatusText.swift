import Engine
import Ledgers
import Records

/// The status as a person reads it, and as JSON.
enum StatusText {
    static func lines(_ status: Status, _ open: OpenShop) -> [Line] {
        var lines: [Line] = []
        if status.isPaused {
            lines.append(.failure("PAUSE: nothing is sent as long as there is a file PAUSE"))
        }
        lines.append("tell: \(status.tell)")
        lines.append(lastRun(status, open))
        lines += status.stopped.map {
            .failure("  \($0.stage)\($0.scope.isEmpty ? "" : " " + $0.scope): \($0.outcome)")
        }
        lines.append(.head("current files:"))
        if status.currents.isEmpty { lines.append("  none yet") }
        lines += Figures.table(
            status.currents.map { file in
                [
                    file.report, file.marketplace, file.file,
                    "\(Instant.spanText(file.age)) old", Figures.many(Int(file.rows), "row"),
                    file.rejected > 0 ? "\(Figures.count(Int(file.rejected))) rejected" : "",
                ]
            }, indent: 2, right: [4]
        ).map { Line($0) }
        lines.append(.head("ready to send:"))
        if status.ready.isEmpty { lines.append("  nothing") }
        lines += Figures.table(
            status.ready.map { document in
                [
                    document.name, Figures.many(Int(document.messages), "message"),
                    "deliver: \(document.deliver)",
                    document.state == .sending ? "being sent" : "",
                ]
            }, indent: 2, right: [1]
        ).map { Line($0) }
        lines += unanswered(status)
        lines += orders(status, open)
        lines += morning(status)
        return lines
    }

    /// What a person must look at: a few of each kind.
    private static func morning(_ status: Status) -> [Line] {
        guard !status.morning.items.isEmpty else { return [] }
        var rows: [[String]] = []
        for kind in Morning.Kind.allCases {
            let items = status.morning.items.filter { $0.kind == kind }
            for item in items.prefix(3) {
                let count = item.count > 1 ? " (\(Figures.count(item.count)))" : ""
                rows.append(
                    [kind.rawValue, item.subject + count, item.detail]
                        + (item.remedy.isEmpty ? [] : [item.remedy]))
            }
            if items.count > 3 {
                rows.append(
                    [kind.rawValue, "and \(Figures.count(items.count - 3)) more", "", ""])
            }
        }
        return [.head("to look at:")] + Figures.table(rows, indent: 2).map { Line($0) }
    }

    private static func unanswered(_ status: Status) -> [Line] {
        guard !status.unanswered.isEmpty else { return [] }
        var lines: [Line] = [.head("sent, and not answered:")]
        for waiting in status.unanswered {
            let text = "  \(waiting.document.name): \(Instant.spanText(waiting.age))"
            lines.append(
                waiting.isLate
                    ? .failure(text + ", late: see Seller Central, then 'feedmill answer'")
                    : Line(text))
        }
        return lines
    }

    private static func orders(_ status: Status, _ open: OpenShop) -> [Line] {
        guard let orders = status.orders else { return [] }
        var lines: [Line] = [.head("orders to send off:")]
        let all = orders.counts
        let counts = [
            ("past their ship-by", all.late), ("within a day", all.withinDay),
            ("within two days", all.withinTwo), ("later", all.later),
            ("without a ship-by", all.undated),
        ].filter { $0.1 > 0 }
        if counts.isEmpty { lines.append("  none") }
        lines += Figures.table(
            counts.map { [$0.0, Figures.count($0.1)] }, indent: 2, right: [1]
        ).map { Line($0) }
        if all.notExported > 0 {
            lines.append(
                Line("  of these the back office lacks \(Figures.count(all.notExported))"))
        }
        if all.refundsWaiting > 0 {
            lines.append(
                Line(
                    "\(Figures.many(all.refundsWaiting, "refund")) waiting for 'feedmill approve'"
                ))
        }
        for gap in orders.gaps.suffix(5) {
            lines.append(
                .failure(
                    "no order report tells of \(open.local(gap.lowerBound)) to \(open.local(gap.upperBound))"
                ))
        }
        return lines
    }

    private static func lastRun(_ status: Status, _ open: OpenShop) -> Line {
        guard let run = status.lastRun else { return "last run: none yet" }
        let time = status.lastTime.map { ", \(open.local($0))" } ?? ""
        let exit = run.exit.flatMap(Exit.init(rawValue:))
        guard run.state == .done, let exit else {
            return .failure("last run: \(run.name)\(time): not finished; run it again")
        }
        let text = "last run: \(run.name)\(time): \(exit.about)"
        return exit == .done || exit == .rejects ? Line(text) : .failure(text)
    }

    static func json(_ status: Status) -> [(String, JSON)] {
        [
            ("paused", .flag(status.isPaused)), ("tell", .text(status.tell)),
            ("last-run", status.lastRun.map { run($0, status) } ?? .null),
            (
                "currents",
                .list(
                    status.currents.map { file in
                        .object([
                            ("report", .text(file.report)),
                            ("marketplace", .text(file.marketplace)), ("file", .text(file.file)),
                            ("made", .text(Instant.timeText(file.made))),
                            ("age-seconds", .number(file.age)), ("rows", .number(file.rows)),
                            ("rejected", .number(file.rejected)),
                        ])
                    })
            ),
            (
                "unanswered",
                .list(
                    status.unanswered.map { waiting in
                        .object([
                            ("name", .text(waiting.document.name)),
                            ("age-seconds", .number(waiting.age)),
                            ("late", .flag(waiting.isLate)),
                        ])
                    })
            ),
            ("orders", status.orders.map(orders) ?? .null),
            ("urgent", .flag(status.morning.isUrgent)),
            (
                "to-look-at",
                .list(
                    status.morning.items.map { item in
                        .object([
                            ("kind", .text(item.kind.rawValue)), ("subject", .text(item.subject)),
                            ("count", .number(item.count)), ("detail", .text(item.detail)),
                            ("do", .text(item.remedy)),
                        ])
                    })
            ),
            (
                "ready",
                .list(
                    status.ready.map { document in
                        .object([
                            ("name", .text(document.name)), ("feed", .text(document.feed)),
                            ("scope", .text(document.scope)),
                            ("messages", .number(document.messages)),
                            ("bytes", .number(document.bytes)),
                            ("deliver", .text(document.deliver)),
                            ("state", .text(document.state.rawValue)),
                        ])
                    })
            ),
        ]
    }

    private static func orders(_ orders: Status.Orders) -> JSON {
        .object([
            ("late", .number(orders.counts.late)),
            ("within-a-day", .number(orders.counts.withinDay)),
            ("within-two-days", .number(orders.counts.withinTwo)),
            ("later", .number(orders.counts.later)),
            ("without-ship-by", .number(orders.counts.undated)),
            ("not-exported", .number(orders.counts.notExported)),
            ("refunds-waiting", .number(orders.counts.refundsWaiting)),
            (
                "gaps",
                .list(
                    orders.gaps.map {
                        .object([
                            ("from", .text(Instant.timeText($0.lowerBound))),
                            ("to", .text(Instant.timeText($0.upperBound))),
                        ])
                    })
            ),
        ])
    }

    private static func run(_ run: RunRow, _ status: Status) -> JSON {
        .object([
            ("name", .text(run.name)), ("pipeline", .text(run.pipeline)),
            ("time", .optional(status.lastTime.map(Instant.timeText))),
            ("finished", .flag(run.state == .done)),
            ("exit", run.exit.map { .number(Int64($0)) } ?? .null),
            ("attempts", .number(run.attempts)),
            (
                "stopped",
                .list(
                    status.stopped.map {
                        .object([
                            ("stage", .text($0.stage)), ("scope", .text($0.scope)),
                            ("outcome", .text($0.outcome)),
                        ])
                    })
            ),
        ])
    }
}
