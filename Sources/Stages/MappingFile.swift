import Files
import Formats
import Records

/// A mapping: `mappings/NAME.tsv`, a heading and rows. Quotes are letters; UTF-8, UTF-16 with
/// its mark, or else cp1252.
struct MappingFile {
    static let folder = "mappings"

    let name: String
    let file: String
    /// The heading's names, as written.
    let names: [String]
    /// Where its bytes lie: an older version is kept elsewhere.
    private let path: String

    static func file(_ name: String) -> String { "\(folder)/\(name).tsv" }

    /// Reads the heading; nil where there is no such file.
    init?(_ name: String, disk: Disk, path: String? = nil) throws(Failure) {
        let file = Self.file(name)
        self.path = path ?? file
        guard disk.exists(self.path) else { return nil }
        self.name = name
        self.file = file
        let source = try Source(disk, name: self.path)
        let heading = try Head(source).heading()
        guard case .header = heading.looksLike else {
            throw Failure(
                .definition, at: Place(file, line: 1),
                "a mapping begins with a heading: names of columns, parted by tabs")
        }
        names = heading.names
        for (index, name) in names.enumerated() {
            if name.isEmpty {
                throw Failure(
                    .definition, at: Place(file, line: 1), "column \(index + 1) has no name")
            }
            if let first = names.firstIndex(of: name), first < index {
                throw Failure(
                    .definition, at: Place(file, line: 1),
                    "'\(name)' stands twice in the heading, in columns \(first + 1) and \(index + 1)"
                )
            }
        }
    }

    /// Goes through the rows. In the batch the slot of a column is its index in the heading. Any row
    /// that cannot be read is a failure, as a mapping is a definition.
    func forEachBatch(
        disk: Disk, _ body: (Batch) throws(Failure) -> Void
    ) throws(Failure) {
        let shape = ReportShape(
            name: name,
            columns: names.map { ColumnShape(name: $0) })
        let encoding: Encoding = try isUTF8(disk) ? .utf8 : .cp1252
        let source = try Source(disk, name: path)
        let reader = SeparatedReader(
            source: source, name: file, encoding: encoding, checking: false)
        let heading = try reader.open()
        try reader.begin(
            Layout(heading, as: shape), heading: heading, slots: Array(names.indices),
            trusted: false)
        let batch = Batch(slots: names.count)
        while try reader.next(into: batch) {
            if let left = batch.left.first {
                throw Failure(
                    .definition, at: Place(file, line: batch.lines[left.row]), left.reason)
            }
            try body(batch)
        }
    }

    private func isUTF8(_ disk: Disk) throws(Failure) -> Bool {
        let source = try Source(disk, name: path)
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 64)
        defer { room.deallocate() }
        var check = EncodingCheck(.utf8)
        while true {
            let count = try source.read(into: room)
            if count == 0 { return check.end() == nil }
            let bytes = UnsafeRawBufferPointer(rebasing: room[..<count])
            if check.add(bytes.assumingMemoryBound(to: UInt8.self)) != nil { return false }
        }
    }

    /// The place of a cell, for messages: the column counted in characters.
    func place(_ batch: Batch, _ row: Int, _ column: Int) -> Place {
        var at = 1
        for index in 0..<column { at += batch.columns[index][row].text.count + 1 }
        return Place(file, line: batch.lines[row], column: at)
    }
}
