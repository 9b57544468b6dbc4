import Catalog
import Records

/// When the pipelines of a shop are due next.
package struct Timetable {
    package struct Entry {
        package var pipeline: String
        package var schedule: Schedule
        package var missed: Pipeline.Missed
        package var dues: [Due]
    }

    package struct Due {
        /// Unix seconds.
        package var instant: Int64
        /// What is unusual about it.
        package var why: String?
    }

    /// Those with a schedule, in the order of their names.
    package private(set) var entries: [Entry] = []
    /// Those without.
    package private(set) var others: [String] = []

    /// The next `count` times of each pipeline.
    package init(_ open: OpenShop, count: Int) throws(Failure) {
        for name in try open.catalog.names(of: Pipeline.self) {
            let pipeline = try open.catalog.pipeline(name)
            guard let schedule = pipeline.schedule else {
                others.append(name)
                continue
            }
            var dues: [Due] = []
            var instant = open.now
            for _ in 0..<count {
                instant = schedule.next(after: instant, open.offset)
                dues.append(Due(instant: instant, why: schedule.why(instant, open.offset)))
            }
            entries.append(
                Entry(pipeline: name, schedule: schedule, missed: pipeline.missed, dues: dues))
        }
    }
}
