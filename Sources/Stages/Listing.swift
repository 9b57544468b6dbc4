import Files
import Records

/// A file of the run's folder that lists rows, one a line: rejects, withheld offers, drift. It is
/// made when its first row comes.
final class Listing {
    private let run: Run
    let name: String
    private let heading: String
    private var draft: Draft?
    private(set) var count = 0

    init(_ run: Run, _ name: String, heading: String) {
        self.run = run
        self.name = name
        self.heading = heading
    }

    /// Adds a line: `front` cells, then a row as it came, or cells that are parted by tabs already.
    /// A line end inside the row is written as \n.
    func add(
        _ front: [String], raw: UnsafeBufferPointer<UInt8>? = nil, text: String? = nil
    ) throws(Failure) {
        if draft == nil {
            draft = try run.draft(name)
            try draft?.append(Array((heading + "\n").utf8))
        }
        var line = Array(front.map(Self.plain).joined(separator: "\t").utf8)
        if let raw {
            line.append(9)
            // A row of a comma-separated or JSON file may stand over several lines.
            for byte in raw {
                if byte == 10 { line.append(contentsOf: "\\n".utf8) } else { line.append(byte) }
            }
        }
        if let text {
            line.append(9)
            line.append(contentsOf: text.utf8)
        }
        line.append(10)
        try draft?.append(line)
        count += 1
    }

    private static func plain(_ cell: String) -> String {
        let parting: [Unicode.Scalar] = ["\t", "\n", "\r"]
        guard cell.unicodeScalars.contains(where: parting.contains) else { return cell }
        var plain = String.UnicodeScalarView()
        plain.append(contentsOf: cell.unicodeScalars.map { parting.contains($0) ? " " : $0 })
        return String(plain)
    }

    /// Gives the file its name. An earlier attempt's, of the same run, makes place.
    func finish() throws(Failure) {
        guard let draft, !run.isPlan else { return }
        try draft.finish()
        if run.disk.exists(name) { try run.disk.remove(name) }
        try run.disk.publish(draft.name, as: name)
    }

    func discard() { draft?.discard() }
}
