import CBytes
import Catalog
import Files
import Ledgers
import Records

/// Takes dropped files in: each is claimed, read and judged as a whole; then it lies in the archive
/// and is the current file of its report.
final class Intake {
    private let stage: Stage
    private let source: ReportSource
    private let report: Report
    private let run: Run
    private let scope: StageScope
    private var end = StageEnd()
    private let claims: Claims

    /// What reading a file gave.
    private struct Found {
        var reading: RowFileReading
        var rejected = 0
        var reasons: [String] = []
        /// Locations that the file names, in byte order; nil where the report has none.
        var locations: Set<String>?
        var tooHigh: [String] = []
        var rejects: Listing
    }

    init(_ stage: Stage, _ source: ReportSource, _ run: Run, _ scope: StageScope) {
        self.stage = stage
        self.source = source
        report = source.report
        self.run = run
        self.scope = scope
        claims = Claims(run)
    }

    /// Takes what waits for the stage. Where it fails, what was claimed is given back.
    func take(_ inbox: Inbox) throws(Failure) -> StageEnd {
        let candidates = try inbox.candidates([report], source.patterns, scope.name)
        do throws(Failure) {
            let taken = source.takesEach ? candidates[...] : candidates.suffix(1)
            for candidate in candidates.dropLast(taken.count) { try passOver(candidate) }
            for candidate in taken { try take(candidate) }
        } catch {
            try claims.giveBack()
            for listing in end.listings { listing.discard() }
            throw error
        }
        return end
    }

    /// Archives a file that a newer one made needless.
    private func passOver(_ candidate: Inbox.Candidate) throws(Failure) {
        let path = try claims.claim(candidate.name)
        let source = try Source(run.disk, name: path, digesting: true)
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 64)
        defer { room.deallocate() }
        while try source.read(into: room) > 0 {}
        guard let digest = source.digest else { return }
        let archive = try claims.archived(candidate)
        _ = try run.ledger.record(
            FileRow(
                digest: digest, report: report.name, marketplace: candidate.marketplace,
                name: candidate.name, path: archive, size: source.rawCount, encoding: "", rows: 0,
                rejected: 0, made: candidate.made, run: run.id, isCurrent: false))
        end.moves.append((path, archive))
        end.result.notes.append("\(candidate.name) is passed over: there is a newer one")
    }

    private func take(_ candidate: Inbox.Candidate) throws(Failure) {
        let current = try run.ledger.currentFiles(
            report: report.name, marketplace: candidate.marketplace)
        let path = try claims.claim(candidate.name)
        let found = try read(
            candidate, path, expected: current.first.map { Int($0.rows) } ?? 0)
        end.result.rows += found.reading.rows
        end.result.rejected += found.rejected
        end.result.encoding = found.reading.encoding.rawValue
        guard let digest = found.reading.digest else { return }
        if let same = current.first(where: { $0.digest == digest }) {
            found.rejects.discard()
            end.moves.append((path, try claims.archived(candidate)))
            end.result.notes.append(
                "\(candidate.name) has the same bytes as \(same.name): not taken again")
            if candidate.made > same.made {
                try run.ledger.setMade(candidate.made, file: same.id)
            }
            return
        }
        end.listings.append(found.rejects)
        try judge(candidate, found, current)
        let archive = try claims.archived(candidate)
        let names = found.locations.map { $0.sorted() }
        let id = try run.ledger.record(
            FileRow(
                digest: digest, report: report.name, marketplace: candidate.marketplace,
                name: candidate.name, path: archive, size: found.reading.size,
                encoding: found.reading.encoding.rawValue, rows: Int64(found.reading.rows),
                rejected: Int64(found.rejected), made: candidate.made, run: run.id,
                isCurrent: true,
                locations: names.map { names in
                    Node(
                        .list(names.map { Node(.text($0), at: Place(""), source: "") }),
                        at: Place(""), source: ""
                    ).plain
                }))
        run.lying[id] = path
        end.moves.append((path, archive))
        end.result.current = candidate.name
        for old in current where report.isOvertaken(old.statedLocations, by: found.locations) {
            try run.ledger.setCurrent(false, file: old.id)
        }
    }

    /// Reads a file whole, in the first of its encodings that it can be in.
    private func read(
        _ candidate: Inbox.Candidate, _ path: String, expected: Int
    ) throws(Failure) -> Found {
        let reader = RowReader(report, source.columns)
        let location = report.location.flatMap { source.columns.sourceSlot(of: $0) }
        let quantity = source.columns.sourceSlot(of: "quantity")
        let highest = stage.guards[.highest]?.count
        let batch = Batch(slots: source.columns.slots.count)
        var file = RowFile(
            name: candidate.name, path: path, marketplace: candidate.marketplace,
            encodings: EncodingHint(run.shop, marketplace: candidate.marketplace)
                .candidates(report),
            isTrusted: false, isSorted: true, currencies: run.shop.currencies)
        while true {
            let rejects = stage.rejects(run, scope)
            var rejected = 0
            var reasons: [String] = []
            var locations = LocationSet()
            var tooHigh: [String] = []
            let ended = try reader.read(
                file, disk: run.disk, scope: scope, batch: batch, digesting: true,
                expected: expected
            ) { (batch) throws(Failure) in
                for left in batch.left where left.how == .rejected {
                    rejected += 1
                    if reasons.count < 10 {
                        reasons.append(
                            "\(candidate.name):\(batch.lines[left.row]): \(left.reason)")
                    }
                }
                try Stage.reject(batch, candidate.name, rejects)
                if let location { locations.add(batch, location) }
                if let highest, let quantity {
                    for index in 0..<batch.selected {
                        let row = Int(batch.selection[index])
                        let cell = batch.columns[quantity][row]
                        guard cell.isNumber, cell.number > highest, tooHigh.count < 10 else {
                            continue
                        }
                        tooHigh.append(
                            "\(candidate.name):\(batch.lines[row]): quantity \(cell.number)")
                    }
                }
            }
            switch ended {
            case .done(let reading):
                return Found(
                    reading: reading, rejected: rejected, reasons: reasons,
                    locations: location == nil ? nil : locations.names, tooHigh: tooHigh,
                    rejects: rejects)
            case .undecodable: file.encodings.removeFirst()
            case .notSorted: file.isSorted = false
            }
            rejects.discard()
        }
    }

    private func judge(
        _ candidate: Inbox.Candidate, _ found: Found, _ current: [FileRow]
    ) throws(Failure) {
        let judge = stage.judge(run)
        let place = Place(candidate.name)
        func trip(_ name: Guards.Name, _ message: String, _ rows: [String] = []) throws(Failure) {
            let failure = GuardJudge.failure(name, at: place, message, rows: rows)
            if let failure = judge.pass(name, failure, &end.result) { throw failure }
        }
        let rows = found.reading.rows
        if rows - found.rejected == 0 {
            try trip(.empty, "no valid row in the file", found.reasons)
        }
        if let newest = current.first, candidate.made < newest.made {
            try trip(
                .older,
                "is of \(Instant.timeText(candidate.made)), older than the current "
                    + "\(newest.name) of \(Instant.timeText(newest.made))")
        }
        if let highest = stage.guards[.highest]?.count, !found.tooHigh.isEmpty {
            try trip(.highest, "quantities above \(highest)", found.tooHigh)
        }
        if var failure = judge.judge(
            .rejected, part: found.rejected, of: rows, what: "rows rejected",
            rows: found.reasons, &end.result)
        {
            failure.place = place
            throw failure
        }
        guard report.states == .all, let old = current.first else { return }
        if var failure = judge.judge(
            .fewer, part: max(0, Int(old.rows) - rows), of: Int(old.rows),
            what: "rows of \(old.name) are gone", rows: [], &end.result)
        {
            failure.place = place
            throw failure
        }
        if let locations = found.locations {
            let before = old.statedLocations
            let gone = before.subtracting(locations).sorted()
            if var failure = judge.judge(
                .missing, part: gone.count, of: before.count,
                what: "locations of \(old.name) are missing", rows: gone, &end.result)
            {
                failure.place = place
                throw failure
            }
        }
    }
}

/// The distinct texts of a column, of which there are few.
private struct LocationSet {
    private(set) var names: Set<String> = []
    private let known = FlatTable(payload: 0, expected: 64)
    private let keys = BatchKeys()

    mutating func add(_ batch: Batch, _ slot: Int) {
        keys.fill(batch, [slot], for: known)
        for index in 0..<batch.selected where known.insert(keys.take(index, for: known)).isNew {
            names.insert(batch.columns[slot][Int(batch.selection[index])].text)
        }
    }
}
