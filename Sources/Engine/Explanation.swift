import Catalog
import Files
import Ledgers
import Records
import Stages

/// What a stage makes of one key, for a person.
package struct ExplainedStage: Sendable {
    package var stage: String
    /// The pool or marketplace.
    package var scope: String
    package var lines: [String]
}

package enum Explanation {
    /// The story of a SKU in every feed stage of a pipeline, for each of its scopes.
    package static func explain(
        _ open: OpenShop, sku: String, pipeline: String
    ) throws(Failure) -> [ExplainedStage] {
        let stages = try open.stages(pipeline)
        let run = try open.run(try open.ledger(creating: false), mode: .plan)
        var explained: [ExplainedStage] = []
        for stage in stages where stage.feed?.kind == .state {
            for scope in try stage.scopes(run) {
                let lines: [String]
                if let idle = try stage.idle(run, scope) {
                    explained.append(
                        ExplainedStage(
                            stage: stage.name, scope: scope.name, lines: ["idle: \(idle)"]))
                    continue
                }
                do throws(Failure) {
                    lines = try stage.explain(run, scope, key: sku)
                } catch {
                    guard error.exit == .data else { throw error }
                    lines = [error.text]
                }
                explained.append(
                    ExplainedStage(stage: stage.name, scope: scope.name, lines: lines))
            }
        }
        return explained
    }
}
