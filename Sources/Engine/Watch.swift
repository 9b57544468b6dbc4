import Catalog
import Files
import Records
import Stages

/// One process for a shop: it starts a run whenever dropped files are whole, and when a schedule is due.
///
/// It takes nothing in and tells nothing itself. Each run is a process of its own, the same `feedmill run` that cron
/// would start: whatever becomes of one, the watch goes on, and needs no more memory than before. What it must
/// remember stands in `watch/state.json`.
package final class Watch {
    /// Milliseconds for which more files are waited for once one is whole, and at most.
    private static let gather: Int64 = 250
    private static let gatherAtMost: Int64 = 3_000
    /// A schedule's run that starts later than this, in seconds, was missed.
    private static let late: Int64 = 120
    private static let fileList = "watch/files"

    private let disk: Disk
    private let shipped: Disk?
    private let program: String
    private let say: (String) -> Void
    private let log: Log
    private let lock: Lock
    private let folders: FolderWatch
    private let signals: Int32
    private var plan: WatchPlan
    private var state: WatchState
    private var drops = Drops()
    private var jobs = WatchJobs()
    private var running: (job: WatchJob, child: Child, files: [String])?
    private var alert: Child?
    private var isStopping = false
    private var wasPaused: Bool
    /// Moments of `Clock.steady`.
    private var lastSweep: Int64 = .min / 2
    private var lastArrival: Int64?
    /// When something was last put into the folder of sent documents, or taken out.
    private var lastMoved: Int64?
    /// Whole files that are to start something.
    private var arrived: Set<String> = []
    /// Files that were renamed to their places, and not seen there yet.
    private var renamed: Set<String> = []
    private var firstArrival: Int64?

    /// Takes the shop's folders to watch; fails where another watch has them. `program` is what it starts,
    /// `say` is told a line of what it does.
    package init(
        _ disk: Disk, shipped: Disk?, program: String, say: @escaping (String) -> Void
    ) throws(Failure) {
        self.disk = disk
        self.shipped = shipped
        self.program = program
        self.say = say
        log = Log(disk)
        plan = try WatchPlan(disk, shipped: shipped)
        lock = try Lock.take(disk, holder: OpenShop.holder("watch"), name: "watch/lock")
        folders = try FolderWatch(disk)
        signals = try Signals.descriptor()
        wasPaused = disk.exists("PAUSE")
        lastMoved = disk.changed(Outbox.sent)
        state = WatchState(disk) ?? WatchState()
        state.process = OpenShop.process
        state.since = Clock.now
        state.running = ""
        for timed in plan.timed where state.kept[timed.name] == nil {
            state.kept[timed.name] = Clock.now
        }
    }

    /// Watches until it is asked to stop.
    package func go() throws(Failure) {
        defer { lock.release() }
        try removeOldCopies()
        watchFolders()
        tell("watching", "watching \(plan.routes.folders.joined(separator: ", "))", [])
        while true {
            try hear()
            if isStopping {
                if running == nil { break }
            } else {
                try look()
                keepSchedules()
                try start()
            }
            try beat()
            Clock.wait([signals, folders.descriptor], upTo: delay())
        }
        tell("stopped", "stopped, as it was asked to", [])
        // Nobody need wait for a sign of life.
        state.process = ""
        try beat(isForced: true)
    }

    // What has happened.

    private func hear() throws(Failure) {
        for signal in Signals.drain(signals) {
            switch signal {
            case .stop:
                isStopping = true
                running?.child.stop()
            case .reload: try reload()
            case .child: break
            }
        }
        for event in folders.drain() {
            if event.folder.isEmpty {
                // The shop's own folder, where the ledger is written all the time, or more than could be told.
                if !event.name.isEmpty, event.name != "PAUSE" { continue }
            }
            lastSweep = .min / 2
            if event.isRename { renamed.insert("\(event.folder)/\(event.name)") }
        }
        if let (job, child, files) = running, let status = child.ended() {
            running = nil
            state.running = ""
            try ended(job, files, status)
        }
        if alert?.ended() != nil { alert = nil }
    }

    private func reload() throws(Failure) {
        do throws(Failure) {
            plan = try WatchPlan(disk, shipped: shipped)
            for timed in plan.timed where state.kept[timed.name] == nil {
                state.kept[timed.name] = Clock.now
            }
            watchFolders()
            tell("reloaded", "the definitions were read again", [])
        } catch {
            tell(
                "not-reloaded",
                "there is a mistake in the definitions: those from before go on\n\(error.text)",
                [("reason", .text(error.text))], isAlert: true)
        }
    }

    private func removeOldCopies() throws(Failure) {
        for name in try disk.folders(WatchPlan.folder)
        where "\(WatchPlan.folder)/\(name)" != plan.copy {
            try disk.removeFolder("\(WatchPlan.folder)/\(name)")
        }
    }

    private func watchFolders() {
        folders.watch(Set(plan.routes.folders + [Outbox.sent, ""]))
    }

    // What lies there.

    private func look() throws(Failure) {
        let now = Clock.steady
        // What has become quiet is looked at once more, as the system need not tell of each change.
        let isRipe =
            now - lastSweep >= 100 && drops.hasRipe(at: now, quiet: quiet, since: lastSweep)
        if isRipe || now - lastSweep >= plan.shop.watching.sweep * 1_000 {
            lastSweep = now
            try sweep(now)
        }
        let isPaused = disk.exists("PAUSE")
        if isPaused != wasPaused {
            wasPaused = isPaused
            for pipeline in plan.pipelines {
                jobs.add(WatchJob(pipeline: pipeline.name, why: .pause))
            }
        }
        for name in whole(now, where: { self.drops.all[$0]?.wanted == nil }) {
            do throws(Failure) {
                if let wanted = try plan.wanted(name, disk) { drops.isWanted(name, by: wanted) }
            } catch {
                tell("trouble", error.text, [("reason", .text(error.text))], isAlert: true)
                drops.isWanted(name, by: [])
            }
        }
        let fresh = whole(now) { !self.missing($0).isEmpty }
        guard !fresh.isEmpty else {
            (firstArrival, lastArrival) = (nil, nil)
            arrived = []
            return
        }
        if Set(fresh) != arrived {
            arrived = Set(fresh)
            lastArrival = now
            firstArrival = firstArrival ?? now
        }
        guard let lastArrival, let firstArrival,
            now - lastArrival >= Self.gather || now - firstArrival >= Self.gatherAtMost
        else { return }
        for pipeline in Set(fresh.flatMap(missing)) {
            jobs.add(WatchJob(pipeline: pipeline, why: .arrival))
        }
    }

    private var quiet: Int64 { plan.shop.watching.quiet * 1_000 }

    /// The pipelines that a file is to start, and that have not had it as it is.
    private func missing(_ name: String) -> Set<String> {
        guard let drop = drops.all[name] else { return [] }
        return drop.wanted?.filter { pipeline in
            plan.pipeline(pipeline)?.arrivals == .now && !drop.tried.contains(pipeline)
        } ?? []
    }

    private func whole(_ now: Int64, where isWanted: (String) -> Bool) -> [String] {
        drops.whole(at: now, quiet: quiet, where: isWanted) { disk.isBeingWritten($0) }
    }

    private func sweep(_ now: Int64) throws(Failure) {
        watchFolders()
        let sweep: Sweep
        do throws(Failure) {
            sweep = try Sweep(disk, plan.routes, plan.shop.watching, now: Clock.now)
        } catch {
            tell("trouble", error.text, [("reason", .text(error.text))], isAlert: true)
            return
        }
        drops.see(sweep.drops, at: now)
        // Whoever sends documents may move those that he has sent.
        let moved = disk.changed(Outbox.sent)
        if moved != lastMoved {
            lastMoved = moved
            jobs.add(WatchJob(pipeline: "", why: .moved))
        }
        for name in renamed { drops.renamed(name) }
        renamed = []
        state.waiting = drops.all.count
        guard running == nil, !sweep.odd.isEmpty || !sweep.markers.isEmpty else { return }
        do throws(Failure) {
            let lock = try Lock.take(disk, holder: OpenShop.holder("watch"), wait: 1)
            defer { lock.release() }
            let away = TurningAway(disk: disk)
            for odd in sweep.odd {
                guard let place = try away.entry(odd) else { continue }
                tell(
                    "turned-away", "\(odd.name): \(odd.reason); moved to \(place)",
                    [
                        ("file", .text(odd.name)), ("to", .text(place)),
                        ("reason", .text(odd.reason)),
                    ])
            }
            for marker in sweep.markers { try away.archive(marker: marker) }
        } catch {
            // What is in the way will be tried again with the next sweep.
            if error.exit != .busy { tell("trouble", error.text, [("reason", .text(error.text))]) }
        }
    }

    // What is due.

    private func keepSchedules() {
        let now = Clock.now
        for (name, schedule, policy) in plan.timed {
            guard let kept = state.kept[name] else { continue }
            let dues = schedule.dues(after: kept, upTo: now, plan.offset)
            guard let last = dues.last else { continue }
            state.kept[name] = last
            if name == Morning.file {
                jobs.add(WatchJob(pipeline: "", why: .purge))
                jobs.add(WatchJob(pipeline: "", why: .morning))
                continue
            }
            let missed = dues.filter { now - $0 > Self.late }
            if !missed.isEmpty {
                tell(
                    "missed",
                    "\(name): \(missed.count) missed, the last due at "
                        + Instant.timeText(missed[missed.count - 1]),
                    [("pipeline", .text(name)), ("count", .number(missed.count))], isAlert: true)
            }
            if running?.job.pipeline == name {
                tell(
                    "still-running", "\(name) is due, and its last run still goes on",
                    [("pipeline", .text(name))], isAlert: true)
            }
            let wanted: [Int64] =
                switch policy {
                case .all: dues
                case .once: [last]
                case .none: dues.filter { now - $0 <= Self.late }.suffix(1)
                }
            for due in wanted { jobs.add(WatchJob(pipeline: name, why: .due(due))) }
        }
    }

    // Runs.

    private func start() throws(Failure) {
        guard running == nil, let job = jobs.next(at: Clock.steady, order: plan.order) else {
            return
        }
        var files: [String] = []
        do throws(Failure) {
            // What a pipeline had and left is tried again when its schedule says so, or somebody drops it anew.
            files = whole(Clock.steady) { name in
                let drop = self.drops.all[name]
                return drop?.wanted?.contains(job.pipeline) == true
                    && (drop?.tried.contains(job.pipeline) == false || job.why != .arrival)
            }
            if job.why == .arrival, files.isEmpty { return }
            try disk.write(Self.fileList, Array(files.map { $0 + "\n" }.joined().utf8))
            let words = job.words(files: Self.fileList, definitions: plan.copy)
            let child = try Child(program, words, in: disk.root)
            running = (job, child, files)
            state.running = (["feedmill"] + words.prefix(2)).joined(separator: " ")
            try beat(isForced: true)
        } catch {
            var again = job
            again.putOff(at: Clock.steady)
            jobs.add(again)
            tell("trouble", error.text, [("reason", .text(error.text))], isAlert: true)
        }
    }

    private func ended(_ job: WatchJob, _ files: [String], _ status: Int32) throws(Failure) {
        lastSweep = .min / 2
        let exit = Exit(rawValue: status)
        let members: [(String, JSON)] = [
            ("pipeline", .text(job.pipeline)), ("exit", .number(Int64(status))),
        ]
        switch exit {
        case .ledger?, .disk?, .busy?, nil:
            if isStopping { return }
            var again = job
            again.putOff(at: Clock.steady)
            jobs.add(again)
            let what = status > 128 ? "was ended by signal \(status - 128)" : "exit \(status)"
            tell(
                "failed", "\(job.pipeline): \(what); it is tried again", members,
                isAlert: exit != .busy || again.failures == 3)
        case .done?, .rejects?, .changes?:
            drops.tried(files, by: job.pipeline)
            if job.why == .morning, exit == .changes {
                tell(
                    "look", "a person must look: \(Morning.file) says at what", members,
                    isAlert: true)
            }
        case .data?, .definition?, .channel?, .guarded?:
            drops.tried(files, by: job.pipeline)
            tell(
                exit == .guarded ? "guarded" : "failed",
                "\(job.pipeline): see 'feedmill status' (exit \(status))", members, isAlert: true)
        }
    }

    // Signs of life.

    private func beat(isForced: Bool = false) throws(Failure) {
        let now = Clock.now
        guard isForced || now - state.time >= WatchState.beat || now < state.time else { return }
        state.time = now
        do throws(Failure) {
            try state.write(disk)
        } catch {
            // A full disk stops no watch: it goes on when there is room again.
            if error.exit != .disk { throw error }
        }
    }

    private func tell(
        _ event: String, _ text: String, _ members: [(String, JSON)], isAlert: Bool = false
    ) {
        say(text)
        log.add(event, members)
        guard isAlert, let command = plan.shop.watching.alert, alert == nil else { return }
        let line = JSON.object([("event", .text(event)), ("text", .text(text))] + members).line
        do throws(Failure) {
            try disk.write("watch/alert.json", Array((line + "\n").utf8))
            alert = try Child(
                "/bin/sh", ["-c", command], in: disk.root, input: disk.path("watch/alert.json"))
        } catch {
            log.add("trouble", [("reason", .text(error.text))])
        }
    }

    /// How long there is nothing to do, in milliseconds, unless something happens.
    private func delay() -> Int64 {
        let now = Clock.steady
        var delays = [
            WatchState.beat * 1_000, lastSweep + plan.shop.watching.sweep * 1_000 - now,
        ]
        if isStopping { return 200 }
        if let delay = drops.delay(at: now, quiet: quiet) { delays.append(delay) }
        if lastArrival != nil { delays.append(Self.gather) }
        if running == nil, let delay = jobs.delay(at: now) { delays.append(delay) }
        for (name, schedule, _) in plan.timed {
            guard let kept = state.kept[name] else { continue }
            delays.append((schedule.next(after: kept, plan.offset) - Clock.now) * 1_000)
        }
        return max(1, delays.min() ?? 1_000)
    }
}
