import CBytes
import Ledgers
import Records

extension Stage {
    /// Lists keys that cannot be told among the rejects, each with its first row and that row's
    /// place. As there are seldom any, no place is kept for all rows: where there are, the source is
    /// gone through once more.
    func list(
        _ refused: [(key: String, reason: String)], _ source: CurrentSource,
        _ target: FeedTarget, _ files: [FileRow], _ run: Run, _ scope: StageScope,
        _ rejects: Listing
    ) throws(Failure) {
        if refused.isEmpty { return }
        var places: [Key: (front: [String], row: [UInt8])] = [:]
        let wanted = Set(refused.map { Self.key($0.key) })
        let batch = Batch(slots: columns.slots.count)
        _ = try source.read(files, run, scope, batch: batch) { (batch) throws(Failure) in
            for row in 0..<batch.count {
                var hash = fm_hash()
                for slot in target.key { hash = batch.columns[slot][row].hash(after: hash) }
                let key = Key(hash)
                guard wanted.contains(key), places[key] == nil else { continue }
                places[key] = (
                    [files[batch.file].name, String(batch.lines[row])], Array(batch.raw[row])
                )
            }
        }
        for (key, reason) in refused {
            // A key that a step has made, not a report, has no row that it could be found in.
            guard let place = places[Self.key(key)] else {
                try rejects.add(["", "", reason], text: key)
                continue
            }
            try place.row.withUnsafeBufferPointer { (row) throws(Failure) in
                try rejects.add(place.front + [reason], raw: row)
            }
        }
    }

    private static func key(_ text: String) -> Key {
        Key(text.split(separator: "\t", omittingEmptySubsequences: false).map(String.init))
    }
}
