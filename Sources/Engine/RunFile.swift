import Catalog
import Ledgers
import Records
import Stages

/// `run.json` of a run's folder: the pipeline as it was read, the files that came in, how the run
/// went. Times and attempts stand here and nowhere else.
enum RunFile {
    static func text(
        _ report: RunReport, open: OpenShop, attempts: Int64, _ files: [FileRow],
        asOf: String? = nil
    ) -> String {
        let pipeline = open.catalog.sources[Pipeline.file(report.pipeline)] ?? ""
        var members: [(String, JSON)] = [
            ("pipeline", .text(report.pipeline)),
            ("time", .text(Instant.timeText(open.now))),
        ]
        if let asOf { members.append(("as-of", .text(asOf))) }
        members += [
            ("attempts", .number(attempts)),
            ("exit", .number(Int64(report.exit.rawValue))),
            (
                "stages",
                .list(
                    report.entries.map { entry in
                        .object([
                            ("stage", .text(entry.stage)), ("scope", .text(entry.scope)),
                            ("state", .text(entry.state.rawValue)),
                            ("reason", .text(entry.failure?.message ?? entry.reason)),
                        ])
                    })
            ),
            (
                "files",
                .list(
                    files.map { file in
                        .object([
                            ("name", .text(file.name)), ("digest", .text(file.digest.text)),
                            ("archived", .text(file.path)),
                            ("made", .text(Instant.timeText(file.made))),
                        ])
                    })
            ),
            ("definition", .text(pipeline)),
        ]
        return JSON.object(members).pretty
    }
}
