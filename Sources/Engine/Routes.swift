import Catalog
import Records
import Stages

/// Which stages of a shop's pipelines take dropped files, and where from.
package struct Routes {
    struct Route {
        var pipeline: String
        var stage: String
        var patterns: [FilePattern]
        /// The reports that it takes; none where it takes Amazon's answers.
        var reports: [String]
        /// Folders and what the names in them are like.
        var places: [(folder: String, glob: String)]
    }

    let routes: [Route]
    /// Where files are dropped, in byte order.
    package let folders: [String]
    /// Whether all pipelines could be read: else nobody can say that no stage takes a file.
    let isWhole: Bool

    package init(_ catalog: Catalog, _ shop: Shop) throws(Failure) {
        var routes: [Route] = []
        var isWhole = true
        for name in try catalog.names(of: Pipeline.self) {
            guard let pipeline = try? catalog.pipeline(name) else {
                isWhole = false
                continue
            }
            for stage in pipeline.stages {
                let answers = stage.from["answers"]
                guard let files = answers ?? stage.from["files"] else { continue }
                let patterns = Self.texts(files).map { FilePattern($0) }
                routes.append(
                    Route(
                        pipeline: name, stage: stage.name, patterns: patterns,
                        reports: answers == nil ? Self.texts(stage.from["report"]) : [],
                        places: patterns.flatMap { $0.places(of: shop) }))
            }
        }
        self.routes = routes
        self.isWhole = isWhole
        folders = Set(routes.flatMap { $0.places.map(\.folder) } + ["inbox"]).sorted()
    }

    private static func texts(_ node: Node?) -> [String] {
        node.map { $0.list?.compactMap(\.text) ?? [$0.text].compactMap(\.self) } ?? []
    }

    /// The pipelines of which a stage looks where a file lies, in the order of their names.
    package func pipelines(for name: String) -> [String] {
        Set(routes.filter { $0.looks(at: name) }.map(\.pipeline)).sorted()
    }

    /// The pipelines of which a stage takes such a report from where a file lies; nil: an answer of Amazon's.
    func pipelines(taking report: String?, _ name: String) -> Set<String> {
        Set(routes.filter { $0.takes(report) && $0.looks(at: name) }.map(\.pipeline))
    }

    /// Whether a stage takes such a report from where a file lies; nil: an answer of Amazon's.
    func takes(_ report: String?, _ name: String) -> Bool {
        !pipelines(taking: report, name).isEmpty
    }

    /// Where a report is taken from, for a person: "the stage 'stock' of 'nightly' takes it from inbox/*".
    func advice(_ report: String) -> String? {
        guard let route = routes.first(where: { $0.takes(report) }) else { return nil }
        return "stage '\(route.stage)' of pipeline '\(route.pipeline)' takes it from "
            + route.patterns.map(\.text).joined(separator: " or ")
    }
}

extension Routes.Route {
    func takes(_ report: String?) -> Bool { report.map(reports.contains) ?? reports.isEmpty }

    func looks(at name: String) -> Bool {
        let slash = name.lastIndex(of: "/")
        let folder = slash.map { String(name[..<$0]) } ?? ""
        let base = slash.map { String(name[name.index(after: $0)...]) } ?? name
        return places.contains { $0.folder == folder && FilePattern.fits(base, $0.glob) }
    }
}
