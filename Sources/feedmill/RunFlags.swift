import Engine
import Files
import Records
import Stages

/// The flags that plan and run share, and the request that they make.
enum RunFlags {
    static let pipeline = Argument(name: "PIPELINE", about: "a name in pipelines/")

    static let wait = Flag(
        name: "wait", value: .count("SECONDS"),
        about: "how long to wait for a run that holds the shop")

    static let shared = [
        Flag(
            name: "stage", value: .text("STAGE"), about: "only this stage", excludes: "from"),
        Flag(name: "from", value: .text("STAGE"), about: "this stage and all after it"),
        Flag(
            name: "files-from", value: .text("FILE"),
            about: "take only the dropped files that this file of the shop names, a line each"),
        Flag(name: "force", about: "run what would be skipped, as nothing has changed"),
        Flag(
            name: "allow", value: .choice("GUARD", Guards.Name.allCases.map(\.rawValue)),
            about: "let this guard pass, once", isRepeated: true),
    ]

    static func request(
        _ given: Invocation, _ disk: Disk
    ) throws(Failure) -> RunRequest {
        var request = RunRequest(pipeline: given.arguments.first ?? "")
        request.stage = given.text("stage")
        request.from = given.text("from")
        request.force = given.has("force")
        request.allowed = Set(given.texts("allow").compactMap(Guards.Name.init(rawValue:)))
        request.expect = given.text("expect")
        if let list = given.text("files-from") {
            let text = String(decoding: try disk.read(list), as: UTF8.self)
            request.filesFrom = list
            request.files = Set(text.split(separator: "\n").map(String.init))
        }
        return request
    }

    /// The command that runs what a request planned.
    static func command(_ request: RunRequest, digest: String) -> String {
        var words = ["feedmill", "run", request.pipeline]
        if let stage = request.stage { words += ["--stage", stage] }
        if let stage = request.from { words += ["--from", stage] }
        if let list = request.filesFrom { words += ["--files-from", list] }
        if request.force { words.append("--force") }
        for name in Guards.Name.allCases where request.allowed.contains(name) {
            words += ["--allow", name.rawValue]
        }
        return (words + ["--expect", digest]).joined(separator: " ")
    }
}
