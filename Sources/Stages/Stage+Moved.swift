import CBytes
import Catalog
import Files
import Ledgers
import Records

extension Stage {
    /// Where the last version of a mapping that a stage used is kept: to compare with, and to make
    /// an old run again.
    private static func kept(_ mapping: String, _ digest: Digest) -> String {
        "archive/mappings/\(mapping).\(digest.text).tsv"
    }

    /// Fails where an edit of a mapping takes away or sends elsewhere more keys than `moved` lets
    /// pass; keeps a copy of each mapping as it is now.
    func checkMoved(
        _ run: Run, _ scope: StageScope, _ result: inout StageResult
    ) throws(Failure) {
        let judge = judge(run)
        guard judge.guards[.moved] != nil, run.mode != .asOf else { return }
        let receipt = try run.ledger.latestReceipt(
            pipeline: pipeline, stage: name, scope: scope.name, withInputs: true)
        for (mapping, keys) in mappings.sorted(by: { $0.key < $1.key }) {
            let file = MappingFile.file(mapping)
            guard let digest = try run.digest(of: file) else { continue }
            let copy = Self.kept(mapping, digest)
            if !run.isPlan, !run.disk.exists(copy) {
                try run.disk.makeFolder("archive/mappings")
                try run.disk.write(copy, try run.disk.read(file))
            }
            guard let old = receipt?.digest(ofMapping: mapping), old != digest,
                run.disk.exists(Self.kept(mapping, old))
            else { continue }
            let (moved, of, rows) = try moved(
                mapping, keys, from: Self.kept(mapping, old), run.disk)
            if var failure = judge.judge(
                .moved, part: moved, of: of,
                what: "keys of the mapping gone or changed by an edit", rows: rows, &result)
            {
                failure.place = Place(file)
                throw failure
            }
        }
    }

    /// How many keys of an old version are gone or have other values now, of how many, and some.
    private func moved(
        _ mapping: String, _ keys: [String], from old: String, _ disk: Disk
    ) throws(Failure) -> (Int, Int, [String]) {
        guard let now = try MappingFile(mapping, disk: disk),
            let before = try MappingFile(mapping, disk: disk, path: old)
        else { return (0, 0, []) }
        let rows = FlatTable(payload: 16, expected: 1024)
        try now.forEachBatch(disk: disk) { (batch) throws(Failure) in
            for row in 0..<batch.count {
                let payload = rows.insert(Self.hash(batch, row, now, keys, isKey: true)).payload
                let values = Self.hash(batch, row, now, keys, isKey: false)
                payload.storeBytes(of: values.low, as: UInt64.self)
            }
        }
        var moved = 0
        var count = 0
        var some: [String] = []
        try before.forEachBatch(disk: disk) { (batch) throws(Failure) in
            for row in 0..<batch.count {
                count += 1
                let values = Self.hash(batch, row, before, keys, isKey: false)
                let payload = rows.find(Self.hash(batch, row, before, keys, isKey: true))
                if payload?.loadUnaligned(as: UInt64.self) == values.low { continue }
                moved += 1
                if some.count < 10 {
                    let key = before.names.indices.filter { keys.contains(before.names[$0]) }
                        .map { "\(before.names[$0]) '\(batch.columns[$0][row].text)'" }
                    some.append(
                        key.joined(separator: ", ") + (payload == nil ? " is gone" : " changed"))
                }
            }
        }
        return (moved, count, some)
    }

    private static func hash(
        _ batch: Batch, _ row: Int, _ file: MappingFile, _ keys: [String], isKey: Bool
    ) -> Key {
        var hash = fm_hash()
        for name in file.names.sorted() where keys.contains(name) == isKey {
            if let column = file.names.firstIndex(of: name) {
                hash = batch.columns[column][row].hash(after: hash)
            }
        }
        return Key(hash)
    }
}

extension Receipt {
    /// The digest that a mapping had when the stage used it.
    func digest(ofMapping name: String) -> Digest? {
        let prefix = "mapping \(name) "
        return inputs.split(separator: "\n").first { $0.hasPrefix(prefix) }
            .flatMap { Digest(text: String($0.dropFirst(prefix.count))) }
    }
}
