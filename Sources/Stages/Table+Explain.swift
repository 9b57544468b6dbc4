import CBytes
import Catalog
import Ledgers
import Records

extension Table {
    private func isKey(_ key: Key, _ batch: Batch, _ row: Int) -> Bool {
        key == Key(bySlots.reduce(fm_hash()) { batch.columns[$1][row].hash(after: $0) })
    }

    /// Where a row stands, and what it says.
    private func line(
        _ batch: Batch, _ row: Int, _ files: [FileRow], _ run: Run
    ) throws(Failure) -> String {
        switch source {
        case .current:
            let text = Self.line(batch.raw[row], files[batch.file].encoding)
            return "\(files[batch.file].name):\(batch.lines[row]): \(text)"
        case .query(let source):
            let place = try source.place(batch, row, run)
            return "\(place.file):\(place.line): " + source.title(batch, row)
        }
    }

    /// A row as it came, in one line. What was made UTF-8 on the way is that, whatever the file is.
    private static func line(_ raw: UnsafeBufferPointer<UInt8>, _ encoding: String) -> String {
        let text =
            Encoding.utf8.text(raw) ?? Encoding(rawValue: encoding)?.text(raw)
            ?? String(decoding: raw, as: UTF8.self)
        var line = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if scalar == "\t" {
                line.append(contentsOf: " | ".unicodeScalars)
            } else {
                line.append(scalar == "\n" || scalar == "\r" ? " " : scalar)
            }
        }
        return String(line)
    }

    /// Keeps those rows that fit `key` and leave the earliest blank of all seen so far; `lines` of
    /// rows that are beaten by them are dropped. Returns what these rows leave blank.
    private func keepFitting(
        _ batch: Batch, _ key: [Cell], lines: inout [String], _ least: Mapping.Stars
    ) -> Mapping.Stars {
        var best = least
        batch.keep { row in
            let fits = zip(bySlots, key).allSatisfy { slot, cell in
                let own = batch.columns[slot][row]
                return own.isBlank || own.text == cell.text
            }
            if fits { best = min(best, blanks(batch, row)) }
            return fits
        }
        batch.keep { blanks(batch, $0) == best }
        if best < least { lines = [] }
        return best
    }

    /// What stands behind one key: a line for each row of the current files that counts.
    func explain(
        _ run: Run, _ scope: StageScope, _ key: [Cell]
    ) throws(Failure) -> [String] {
        let wanted = Key(key.reduce(fm_hash()) { $1.hash(after: $0) })
        var least = Mapping.Stars.max
        for step in steps { try step.load(run, scope) }
        let files = try source.files(run, scope)
        let batch = Batch(slots: source.columns.slots.count)
        var lines: [String] = []
        let before = sum == nil ? steps[...] : steps.dropLast()
        // What a step sets stands in no row that never came to it.
        let made = bySlots.filter { source.columns.slots[$0].source == nil }
        _ = try source.read(files, run, scope, batch: batch) { (batch) throws(Failure) in
            if blankIsAny { least = min(least, keepFitting(batch, key, lines: &lines, least)) }
            let rows = (0..<batch.selected).map { Int(batch.selection[$0]) }
            for slot in made { for row in rows { batch.columns[slot][row] = .absent } }
            for step in before where batch.selected > 0 { try step.process(batch) }
            let kept = Set((0..<batch.selected).map { Int(batch.selection[$0]) })
            for row in rows {
                let units = sum?.units(of: wanted, batch, row)
                guard blankIsAny || (sum == nil ? isKey(wanted, batch, row) : units != nil) else {
                    continue
                }
                let counts =
                    kept.contains(row)
                    ? units.map { "counts \($0)" } ?? "is taken" : "does not count"
                lines.append("\(try line(batch, row, files, run)): \(counts)")
            }
        }
        return lines
    }
}
