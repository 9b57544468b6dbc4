import Catalog
import Records

/// Judges a stage by its guards.
struct GuardJudge {
    let guards: Guards
    let allowed: Set<Guards.Name>

    /// The failure of a guard, or nil where its limit holds or a person lets it pass; that is then
    /// noted in `result`.
    func judge(
        _ name: Guards.Name, part: Int, of whole: Int, what: String, rows: [String],
        _ result: inout StageResult
    ) -> Failure? {
        guard let limit = guards[name], limit.isExceeded(by: Int64(part), of: Int64(whole)) else {
            return nil
        }
        let failure = Self.failure(
            name, "\(part) of \(whole) \(what); the limit is \(limit.text)", rows: rows)
        return pass(name, failure, &result)
    }

    func pass(_ name: Guards.Name, _ failure: Failure, _ result: inout StageResult) -> Failure? {
        guard allowed.contains(name) else { return failure }
        result.allowed.append(name.rawValue)
        return nil
    }

    static func failure(
        _ name: Guards.Name, at place: Place? = nil, _ message: String, rows: [String] = []
    ) -> Failure {
        Failure(
            .guarded, at: place, "guard '\(name.rawValue)': \(message)",
            detail: rows.map { "  " + $0 }
                + ["  --allow \(name.rawValue) lets one run pass"])
    }
}
