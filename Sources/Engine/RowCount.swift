import Files
import Formats
import Records
import Stages

/// How many rows a file has that is of no report, and what it is written in.
struct RowCount {
    private(set) var rows = 0
    private(set) var encoding = Encoding.utf8

    /// Reads the file through, in the first of the encodings that it can be in.
    init(
        _ name: String, _ form: RowForm, _ hint: EncodingHint, on disk: Disk
    ) throws(Failure) {
        var candidates = Encoding.candidates(
            charset: hint.charset, marketplace: hint.marketplace)[...]
        while let encoding = candidates.popFirst() {
            let reader = try RowInput(
                path: disk.path(name), name: name, form: form, encoding: encoding,
                charset: hint.charset, isChecked: !candidates.isEmpty
            ).reader()
            let shape = ReportShape(name: "", columns: [], form: form)
            let heading = try reader.open()
            try reader.begin(
                Layout(heading, as: shape), heading: heading, slots: [], trusted: false)
            let batch = Batch(slots: 0)
            rows = 0
            while try reader.next(into: batch) { rows += batch.count }
            self.encoding = reader.source.transcoded ?? encoding
            if reader.undecodable == nil { return }
        }
    }
}
