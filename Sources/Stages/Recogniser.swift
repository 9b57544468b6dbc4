import Catalog
import Files
import Formats
import Records

/// Says what files are by what they begin with. What was said of a file is remembered.
package final class Recogniser {
    private let disk: Disk
    private let catalog: Catalog
    private var known: [String: Recognition] = [:]

    package init(_ disk: Disk, _ catalog: Catalog) {
        self.disk = disk
        self.catalog = catalog
    }

    /// What a file is. `hint` is what is known of how it is written.
    package func recognise(_ name: String, _ hint: EncodingHint) throws(Failure) -> Recognition {
        if let known = known[name] { return known }
        let shapes = try reportShapes()
        // UTF-16 without a mark is seen by its zeros, once anybody says that there is such a file.
        let said = hint.charset ?? shapes.compactMap(\.form.charset).first(where: \.isUTF16)
        let head = try Head(
            Source(disk, name: name, charset: said), charset: hint.charset,
            marketplace: hint.marketplace)
        let recognition = Recognition.match(head, shapes)
        known[name] = recognition
        return recognition
    }

    /// Keeps that a file cannot be read, where that is the file's own fault; false where it is gone. Anything
    /// else is thrown again.
    func isThere(_ name: String, in failure: Failure) throws(Failure) -> Bool {
        if !disk.exists(name) { return false }
        guard failure.exit == .data || disk.hindrance(name) != nil else { throw failure }
        known[name] = .unreadable(failure.message)
        return true
    }

    /// Whether a file is an answer of Amazon's; nil where it is gone or cannot be read.
    package func isAnswer(_ name: String) throws(Failure) -> Bool? {
        do throws(Failure) {
            return AnswerReader.isAnswer(try Head(Source(disk, name: name)).bytes)
        } catch {
            _ = try isThere(name, in: error)
            return nil
        }
    }

    /// Forgets what was said of a file, which may be another by now.
    package func forget(_ name: String) { known[name] = nil }

    /// The shapes of all reports of a catalog, once a file had to be recognised.
    private final class Shapes {
        let all: [ReportShape]

        init(_ catalog: Catalog) throws(Failure) {
            all = try catalog.reports().map { RowReader.shape(of: $0) }
        }
    }

    private func reportShapes() throws(Failure) -> [ReportShape] {
        if let shapes = catalog.companions["reports"] as? Shapes { return shapes.all }
        let shapes = try Shapes(catalog)
        catalog.companions["reports"] = shapes
        return shapes.all
    }
}
