import Catalog
import Files
import Foundation
import Ledgers
import Records

@testable import Stages

/// A shop of which tests make single steps, tables and stages, removed with it.
final class StageShop {
    let root: String
    let ledger: Ledger

    init() throws {
        root = FileManager.default.temporaryDirectory.appending(path: "stages-\(UUID())").path
        ledger = try Ledger()
        try put(
            """
            { seller: "A1TEST", region: "eu", marketplaces: ["DE", "FR", "UK"],
              pools: { eu: ["DE", "FR"], uk: ["UK"] }, "time-zone": "UTC", tell: "on", feeds: {} }
            """, "feedmill.json5")
    }

    deinit { try? FileManager.default.removeItem(atPath: root) }

    var disk: Disk { Disk(root: root) }

    var catalog: Catalog {
        let disk = disk
        return Catalog(
            read: { (file) throws(Failure) in disk.exists(file) ? try disk.read(file) : nil },
            list: { (folder) throws(Failure) in try disk.list(folder) })
    }

    func put(_ text: String, _ name: String) throws {
        let url = URL(filePath: "\(root)/\(name)")
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
    }

    /// Lays a file and makes it a current one of its report.
    func makeCurrent(
        _ report: String, _ text: String, made: Int64, marketplace: String = ""
    ) throws {
        let name = "archive/\(report)-\(marketplace)-\(made).txt"
        try put(text, name)
        let run =
            try ledger.runs(limit: 1).first ?? ledger.addRun(name: "r", pipeline: "nightly")
        _ = try ledger.record(
            FileRow(
                digest: Digest(of: text), report: report, marketplace: marketplace, name: name,
                path: name, size: Int64(text.utf8.count), encoding: "UTF-8",
                rows: Int64(text.split(separator: "\n").count - 1), rejected: 0, made: made,
                run: run.id, isCurrent: true))
    }

    func run(
        at now: Int64 = 0, isPlan: Bool = false, allowed: Set<Guards.Name> = []
    ) throws -> Run {
        let run = Run(
            disk: disk, catalog: catalog, shop: try catalog.shop(), ledger: ledger, now: now,
            mode: isPlan ? .plan : .run, allowed: allowed, offset: { _ in 0 })
        run.folder = "runs/test"
        return run
    }

    /// A builder for steps of rows that have these columns.
    func builder(_ columns: [(name: String, kind: Kind)]) throws -> StageBuilder {
        StageBuilder(
            catalog: catalog, shop: try catalog.shop(), disk: disk,
            columns: Columns(source: columns))
    }

    static func node(_ text: String) throws -> Node { try JSON5Reader.read(text, file: "t.json5") }
}

extension Batch {
    /// Fills the batch with rows of texts and numbers, selected all; a cell for each slot.
    func fill(_ rows: [[Value]]) {
        precondition(rows.count <= Batch.capacity)
        clear()
        for (row, cells) in rows.enumerated() {
            lines[row] = row + 2
            for (slot, value) in cells.enumerated() {
                switch value {
                case .absent: columns[slot][row] = .absent
                case .number(let number): columns[slot][row] = Cell(number: number)
                case .text(let text): columns[slot][row] = arena.keep(text)
                }
            }
        }
        count = rows.count
        selectAll()
    }

    func value(_ slot: Int, _ row: Int) -> Value { Value(columns[slot][row]) }

    var selectedRows: [Int] { (0..<selected).map { Int(selection[$0]) } }
}

/// What a cell holds.
enum Value: Hashable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByNilLiteral
{
    case absent
    case number(Int64)
    case text(String)

    init(stringLiteral text: String) { self = .text(text) }
    init(integerLiteral number: Int64) { self = .number(number) }
    init(nilLiteral: ()) { self = .absent }

    init(_ cell: Cell) {
        self = cell.isAbsent ? .absent : cell.isNumber ? .number(cell.number) : .text(cell.text)
    }

    var number: Int64? { if case .number(let number) = self { number } else { nil } }
    var text: String? { if case .text(let text) = self { text } else { nil } }
}
