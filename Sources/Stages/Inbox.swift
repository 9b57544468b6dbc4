import Catalog
import Files
import Formats
import Records

/// The files that were dropped, and what each of them is: told by its content alone.
package final class Inbox {
    /// A dropped file that is a report.
    struct Candidate {
        var name: String
        var report: Report
        var marketplace: String
        /// The file's own time, in Unix seconds.
        var made: Int64
    }

    /// Where a claimed file waits, below the folder that it was dropped in.
    package static let claimed = ".claimed"

    private let run: Run
    private let recogniser: Recogniser
    /// Files that a stage looked at, by name; true where it was its own.
    private var looked: [String: Bool] = [:]
    /// Whether a file was still being written when a stage first came upon it: it is then left for a later run,
    /// by all stages alike.
    private var written: [String: Bool] = [:]
    /// Answers that stay where they are, and why.
    private var staying: [String: String] = [:]
    /// The only files to be seen; nil: all. For a run that is to do just what a plan showed.
    package var only: Set<String>?

    /// The files that stages looked at so far.
    package var seen: Set<String> { Set(looked.keys) }

    package init(_ run: Run) {
        self.run = run
        recogniser = Recogniser(run.disk, run.catalog)
    }

    /// Those of the shop: what `{marketplace}` in a pattern may stand for.
    var marketplaces: [Marketplace] { run.shop.marketplaces }

    /// Where a file is claimed to: hidden, in its own folder, so that the rename cannot fail halfway.
    package static func claim(_ name: String) -> String {
        let parts = name.split(separator: "/")
        return (parts.dropLast() + [Substring(claimed)] + parts.suffix(1)).joined(separator: "/")
    }

    /// The files that match a pattern, in byte order, but for those that are still being written.
    func files(_ patterns: [FilePattern], _ marketplace: String) throws(Failure) -> [String] {
        var found: Set<String> = []
        for (folder, glob) in patterns.flatMap({ $0.places(marketplace, of: run.shop) }) {
            for name in try run.disk.list(folder)
            where DropName.canBeTaken(name) && FilePattern.fits(name, glob) {
                found.insert(folder.isEmpty ? name : folder + "/" + name)
            }
        }
        return found.sorted().filter { (only?.contains($0) ?? true) && !isBeingWritten($0) }
    }

    private func isBeingWritten(_ name: String) -> Bool {
        if let known = written[name] { return known }
        let isWritten = run.disk.isBeingWritten(name) ?? false
        written[name] = isWritten
        return isWritten
    }

    /// What a file is. The answer is remembered until the run ends.
    /// `hint` is what is known of how it is written.
    package func recognise(
        _ name: String, _ hint: EncodingHint = EncodingHint()
    ) throws(Failure) -> Recognition {
        try recogniser.recognise(name, hint)
    }

    /// The dropped files that are one of the reports, the oldest first.
    func candidates(
        _ reports: [Report], _ patterns: [FilePattern], _ marketplace: String
    ) throws(Failure) -> [Candidate] {
        var candidates: [Candidate] = []
        for name in try files(patterns, marketplace) {
            looked[name] = looked[name] ?? false
            do throws(Failure) {
                let hint = EncodingHint(run.shop, marketplace: marketplace)
                guard case .one(let layout) = try recognise(name, hint),
                    let report = reports.first(where: { $0.name == layout.shape.name })
                else { continue }
                looked[name] = true
                candidates.append(
                    Candidate(
                        name: name, report: report, marketplace: marketplace,
                        made: try made(name, report, hint)))
            } catch {
                if try !recogniser.isThere(name, in: error) { looked[name] = nil }
            }
        }
        return candidates.sorted { ($0.made, $0.name) < ($1.made, $1.name) }
    }

    /// The dropped files that are answers of Amazon's, the oldest first. Once a stage has looked at them,
    /// none of them is a stranger.
    func answers(_ patterns: [FilePattern]) throws(Failure) -> [String] {
        var found: [(made: Int64, name: String)] = []
        for name in try files(patterns, "") {
            looked[name] = looked[name] ?? false
            guard let stamp = run.disk.stamp(name) else { continue }
            guard try recogniser.isAnswer(name) == true else { continue }
            looked[name] = true
            found.append((stamp.modified, name))
        }
        return found.sorted { ($0.made, $0.name) < ($1.made, $1.name) }.map(\.name)
    }

    /// Whether a dropped file is an answer of Amazon's.
    package func isAnswer(_ name: String) throws(Failure) -> Bool {
        try recogniser.isAnswer(name) ?? false
    }

    /// Those of the answers that can be taken; why the others stay is then known.
    func readyAnswers(_ patterns: [FilePattern]) throws(Failure) -> [String] {
        let names = try answers(patterns)
        staying = try AnswerIntake(run, results: "").staying(names)
        return names.filter { staying[$0] == nil }
    }

    /// A dropped file that a stage looked at and none took.
    package struct Leftover: Sendable {
        package var name: String
        package var recognition: Recognition
        /// Why it stays where it is; nil where nothing is known.
        package var staying: String?
    }

    /// Files that stages looked at and none took, in byte order.
    package func leftovers() throws(Failure) -> [Leftover] {
        var leftovers: [Leftover] = []
        for name in looked.keys.sorted() where looked[name] == false || staying[name] != nil {
            guard run.disk.exists(name) else { continue }
            leftovers.append(
                Leftover(
                    name: name, recognition: try recognise(name), staying: staying[name]))
        }
        return leftovers
    }

    /// Files that are still being written, a line each.
    package var unfinished: [String] {
        written.filter(\.value).keys.sorted().map { "\($0) stays: it is still being written" }
    }

    /// A file's own time.
    package func made(
        _ name: String, _ report: Report, _ hint: EncodingHint
    ) throws(Failure) -> Int64 {
        switch report.time {
        case .modified: return (run.disk.stamp(name)?.modified ?? 0) / 1_000_000_000
        case .name(let pattern):
            guard let time = Self.time(in: name, pattern) else {
                throw Failure(
                    .data, at: Place(name), "its name has no time such as \(pattern)")
            }
            return run.instant(time)
        case .column(let column): return try latest(column, in: name, report, hint)
        }
    }

    /// The latest time in a column.
    private func latest(
        _ column: String, in name: String, _ report: Report, _ hint: EncodingHint
    ) throws(Failure) -> Int64 {
        let columns = RowReader.columns(of: report)
        guard let slot = columns.sourceSlot(of: column) else { return 0 }
        let reader = RowReader(report, columns)
        let batch = Batch(slots: columns.slots.count)
        var latest: Int64?
        let unit: Int64 = columns.slots[slot].kind == .date ? 86_400 : 1
        var file = RowFile(
            name: name, path: name, marketplace: "", encodings: hint.candidates(report),
            charset: hint.charset, isTrusted: true)
        while true {
            let reading = try reader.read(file, disk: run.disk, scope: .whole, batch: batch) {
                batch in
                for index in 0..<batch.selected {
                    let cell = batch.columns[slot][Int(batch.selection[index])]
                    if cell.isNumber { latest = max(latest ?? .min, cell.number * unit) }
                }
            }
            guard case .undecodable = reading else { break }
            file.encodings.removeFirst()
        }
        guard let latest else {
            throw Failure(.data, at: Place(name), "no row has a time in '\(column)'")
        }
        return latest
    }

    /// Local seconds since 1970 that stand in a name where the pattern fits first.
    static func time(in name: String, _ pattern: String) -> Int64? {
        let base = Array((name.split(separator: "/").last ?? "").utf8)
        let pattern = Array(pattern.utf8)
        guard base.count >= pattern.count else { return nil }
        for start in 0...(base.count - pattern.count) {
            var fields: [UInt8: Int64] = [:]
            var fits = true
            for (offset, letter) in pattern.enumerated() {
                let byte = base[start + offset]
                if "yMdHms".utf8.contains(letter) {
                    guard (48...57).contains(byte) else {
                        fits = false
                        break
                    }
                    fields[letter] = (fields[letter] ?? 0) * 10 + Int64(byte - 48)
                } else if letter != byte {
                    fits = false
                    break
                }
            }
            func field(_ letter: Character) -> Int64? { fields[letter.asciiValue ?? 0] }
            if fits, let year = field("y"),
                let day = Instant.days(
                    year: year, month: field("M") ?? 1, day: field("d") ?? 1),
                (field("H") ?? 0) < 24, (field("m") ?? 0) < 60, (field("s") ?? 0) < 60
            {
                return day * 86_400 + (field("H") ?? 0) * 3_600 + (field("m") ?? 0) * 60
                    + (field("s") ?? 0)
            }
        }
        return nil
    }
}
