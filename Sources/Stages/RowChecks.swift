import Catalog
import Records

/// What a report's definition asks of each row beyond what its cells are: a value in one of several
/// columns, no 0, company for a value; and that what it says of marketplace and currency can be.
///
/// A definition that asks none of it has no checks, and its rows are not looked at.
final class RowChecks {
    private let oneOf: [Int]
    private let oneOfNames: [String]
    private let positive: [(slot: Int, name: String)]
    private let with: [(slot: Int, name: String, other: Int, otherName: String)]
    private let marketplace: Int?
    private let currency: Int?

    /// Asks for the slots of the columns that it looks at.
    init?(_ report: Report, _ columns: Columns) {
        let keys = ["marketplace", "currency"].filter { name in
            report.key.contains(name) && report.column(name) != nil
        }
        guard
            !report.oneOf.isEmpty || !keys.isEmpty
                || report.columns.contains(where: { $0.isPositive || !$0.with.isEmpty })
        else { return nil }
        oneOf = report.oneOf.compactMap { columns.sourceSlot(of: $0) }
        oneOfNames = report.oneOf
        positive = report.columns.filter(\.isPositive).compactMap { column in
            columns.sourceSlot(of: column.name).map { ($0, column.name) }
        }
        var with: [(slot: Int, name: String, other: Int, otherName: String)] = []
        for column in report.columns {
            for other in column.with {
                guard let slot = columns.sourceSlot(of: column.name),
                    let otherSlot = columns.sourceSlot(of: other)
                else { continue }
                with.append((slot, column.name, otherSlot, other))
            }
        }
        self.with = with
        marketplace = keys.contains("marketplace") ? columns.sourceSlot(of: "marketplace") : nil
        currency = keys.contains("currency") ? columns.sourceSlot(of: "currency") : nil
    }

    /// Rejects the selected rows that are not as they should be.
    func reject(in batch: Batch, _ file: RowFile) {
        var kept = 0
        for index in 0..<batch.selected {
            let row = Int(batch.selection[index])
            batch.selection[kept] = Int32(truncatingIfNeeded: row)
            if let reason = fault(batch, row, file) {
                batch.leave(row, .rejected, reason)
            } else {
                kept += 1
            }
        }
        batch.selected = kept
    }

    private func fault(_ batch: Batch, _ row: Int, _ file: RowFile) -> String? {
        if !oneOf.isEmpty, oneOf.allSatisfy({ batch.columns[$0][row].isBlank }) {
            return oneOfNames.quoted(last: "and") + " are empty: one of them must say which offer"
        }
        for (slot, name) in positive {
            let cell = batch.columns[slot][row]
            if cell.isNumber, cell.number == 0 {
                return "'\(name)' is 0: an empty cell tells nothing, and 0 is refused"
            }
        }
        for (slot, name, other, otherName) in with {
            let cell = batch.columns[slot][row]
            if !cell.isBlank, !(cell.isNumber && cell.number == Kind.cleared),
                batch.columns[other][row].isBlank
            {
                return "'\(name)' needs '\(otherName)', which is empty"
            }
        }
        if marketplace != nil || currency != nil { return scopeFault(batch, row, file) }
        return nil
    }

    /// What is wrong with the marketplace and the currency that a row names, or with its naming none.
    private func scopeFault(_ batch: Batch, _ row: Int, _ file: RowFile) -> String? {
        let named = marketplace.map { batch.columns[$0][row] } ?? .absent
        let money = currency.map { batch.columns[$0][row] } ?? .absent
        if named.isBlank, money.isBlank {
            guard file.marketplace.isEmpty, file.currencies.count > 1 else { return nil }
            return "neither 'marketplace' nor 'currency' is filled, and the shop sells in "
                + file.currencies.joined(separator: " and ")
        }
        var wanted = Marketplace(code: file.marketplace)?.currency
        if !named.isBlank {
            guard let marketplace = Marketplace(code: named.text) else {
                return
                    "'marketplace' is '\(named.text)', which is none of Amazon's: they are such as "
                    + "DE, UK or US"
            }
            guard file.marketplace.isEmpty || file.marketplace == marketplace.code else {
                return "'marketplace' is '\(marketplace.code)' in a file of \(file.marketplace)"
            }
            wanted = marketplace.currency
        }
        if money.isBlank { return nil }
        let text = money.text
        guard Marketplace.all.contains(where: { $0.currency == text }) else {
            return
                "'currency' is '\(text)', and no marketplace sells in that: codes are such as EUR"
        }
        guard let wanted, wanted != text else { return nil }
        let place = named.isBlank ? file.marketplace : named.text
        return "'currency' is '\(text)', and \(place) sells in \(wanted)"
    }
}
