import Catalog

/// A command that a watch is to start.
struct WatchJob: Equatable {
    enum Why: Equatable {
        /// Dropped files are whole.
        case arrival
        /// Its schedule, at this instant.
        case due(Int64)
        /// Sending was paused, or is not any more.
        case pause
        /// A document was moved by whoever sends it.
        case moved
        /// What a person must look at is to be written.
        case morning
        /// Buyers' data that is old is to go.
        case purge
    }

    /// Empty where no pipeline is run.
    var pipeline: String
    var why: Why
    /// How often it could not be done, as something was in the way that passes.
    var failures = 0
    /// Not before this moment of `Clock.steady`.
    var notBefore: Int64 = 0

    /// The words of the command behind the program's name.
    func words(files: String, definitions: String) -> [String] {
        switch why {
        case .moved: ["sent", "--wait", "60"]
        case .morning: ["status", "--write", "--json"]
        case .purge: ["purge", "--wait", "60"]
        case .arrival, .due, .pause:
            ["run", pipeline, "--files-from", files, "--definitions", definitions, "--wait", "60"]
        }
    }

    /// Sets when to try again: after a second, then two, four, up to five minutes.
    mutating func putOff(at now: Int64) {
        failures += 1
        notBefore = now + min(300_000, 1_000 << Int64(min(failures - 1, 9)))
    }
}

/// What a watch has yet to do: each pipeline once, those that take in orders and answers before those that
/// work out what is to be told.
struct WatchJobs {
    private(set) var all: [WatchJob] = []

    mutating func add(_ job: WatchJob) {
        // One run does for whatever asked for it; a schedule's time is what `missed` counts.
        if case .due = job.why {
            all.append(job)
        } else if !all.contains(where: {
            $0.pipeline == job.pipeline && (!job.pipeline.isEmpty || $0.why == job.why)
        }) {
            all.append(job)
        }
    }

    /// Takes out the next one that may start.
    mutating func next(at now: Int64, order: [String]) -> WatchJob? {
        let ready = all.filter { $0.notBefore <= now }
        func rank(_ job: WatchJob) -> Int {
            job.pipeline.isEmpty ? -1 : order.firstIndex(of: job.pipeline) ?? order.count
        }
        guard let job = ready.min(by: { rank($0) < rank($1) }) else { return nil }
        if let index = all.firstIndex(of: job) { all.remove(at: index) }
        // An arrival is served by a run for any other reason.
        if case .due = job.why {
            all.removeAll { $0.pipeline == job.pipeline && $0.why == .arrival }
        }
        return job
    }

    /// How long until one may start that is put off; nil where there is none.
    func delay(at now: Int64) -> Int64? { all.map { max(0, $0.notBefore - now) }.min() }
}
