import Catalog
import Files
import Formats
import Records
import Stages

/// What becomes of dropped files that no stage of a run took, and of whatever else lies among them.
struct Leftovers {
    /// Files that nobody can use, and why.
    private(set) var strangers: [RunReport.Stranger] = []
    /// What can be no file at all.
    private(set) var odd: [Sweep.Odd] = []
    /// Markers of files that have been taken.
    private(set) var markers: [String] = []
    /// What is said of the files that stay.
    private(set) var notes: [String] = []

    init(_ open: OpenShop, _ inbox: Inbox) throws(Failure) {
        let routes = try Routes(open.catalog, open.shop)
        for leftover in try inbox.leftovers() {
            if let staying = leftover.staying {
                notes.append(staying)
            } else if let (reason, beyond) = try Self.reason(leftover, inbox, routes) {
                strangers.append(
                    RunReport.Stranger(name: leftover.name, reason: reason, beyond: beyond))
            }
        }
        notes += inbox.unfinished
        let sweep = try Sweep(open.disk, routes, open.shop.watching, now: open.now)
        odd = sweep.odd
        markers = sweep.markers
    }

    /// Why a file is of no use; nil where a stage takes it, here or in another pipeline.
    private static func reason(
        _ leftover: Inbox.Leftover, _ inbox: Inbox, _ routes: Routes
    ) throws(Failure) -> (String, beyond: String?)? {
        let name = leftover.name
        if case .one(let layout) = leftover.recognition {
            let report = layout.shape.name
            if routes.takes(report, name) || !routes.isWhole { return nil }
            let advice = routes.advice(report) ?? "no stage of any pipeline takes that"
            return ("it is a report '\(report)'; \(advice)", nil)
        }
        if routes.takes(nil, name) || !routes.isWhole, try inbox.isAnswer(name) { return nil }
        return (leftover.recognition.text ?? "not recognised", leftover.recognition.beyond)
    }
}
