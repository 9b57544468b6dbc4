import Engine
import Records
import Stages

/// The flags that plan and run share, and the request that they make.
enum RunFlags {
    static let pipeline = Argument(name: "PIPELINE", about: "a name in pipelines/")

    static let shared = [
        Flag(
            name: "stage", value: .text("STAGE"), about: "only this stage", excludes: "from"),
        Flag(name: "from", value: .text("STAGE"), about: "this stage and all after it"),
        Flag(name: "force", about: "run what would be skipped, as nothing has changed"),
        Flag(
            name: "allow", value: .choice("GUARD", Guards.Name.allCases.map(\.rawValue)),
            about: "let this guard pass, once", isRepeated: true),
    ]

    static func request(_ given: Invocation) -> RunRequest {
        var request = RunRequest(pipeline: given.arguments.first ?? "")
        request.stage = given.text("stage")
        request.from = given.text("from")
        request.force = given.has("force")
        request.allowed = Set(given.texts("allow").compactMap(Guards.Name.init(rawValue:)))
        request.expect = given.text("expect")
        return request
    }

    /// The command that runs what a request planned.
    static func command(_ request: RunRequest, digest: String) -> String {
        var words = ["feedmill", "run", request.pipeline]
        if let stage = request.stage { words += ["--stage", stage] }
        if let stage = request.from { words += ["--from", stage] }
        if request.force { words.append("--force") }
        for name in Guards.Name.allCases where request.allowed.contains(name) {
            words += ["--allow", name.rawValue]
        }
        return (words + ["--expect", digest]).joined(separator: " ")
    }
}
