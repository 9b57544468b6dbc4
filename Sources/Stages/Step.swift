import Catalog
import Records

/// One step of a stage: what it does to rows on their way. It is made when the definitions are
/// read, loads what it looks rows up in when its stage begins, and then sees each batch once.
protocol Step: AnyObject {
    /// Loads tables and mappings; before the first batch of a stage.
    func load(_ run: Run, _ scope: StageScope) throws(Failure)
    /// Changes the selected rows; those that it takes from the selection leave the stage.
    func process(_ batch: Batch) throws(Failure)
    /// What it did to one row, in lines for a person; called after `process` on that row.
    func explain(
        _ batch: Batch, _ row: Int, _ run: Run, _ scope: StageScope
    ) throws(Failure) -> [String]
}

extension Step {
    func load(_ run: Run, _ scope: StageScope) throws(Failure) {}
    func explain(
        _ batch: Batch, _ row: Int, _ run: Run, _ scope: StageScope
    ) throws(Failure) -> [String] { [] }
}

/// A kind of step: its word, its fields, and how one is made from them.
struct StepKind: Sendable {
    var spec: Spec
    /// Nil where there was a mistake, which the builder then holds.
    var make: @Sendable (Fields, StageBuilder) -> (any Step)?
}

package enum Steps {
    /// Every step there is, as `help` lists them.
    static let all: [StepKind] = [
        MapStep.kind, SumStep.kind, KeepStep.keep, KeepStep.drop, WithholdStep.kind, SetStep.kind,
        KitStep.kind, ShareStep.kind, AvailableStep.kind, RestockStep.kind, PriceStep.kind,
        DespatchStep.kind, CancelStep.kind, RefundStep.kind, GuardStep.kind,
    ]

    package static var specs: [Spec] { all.map(\.spec) }

    private static let words = Words("step", specs)

    /// The steps of a 'through'; nil where one is wrong. Those behind it may lack its columns, so of
    /// them only words and fields are checked.
    static func make(_ nodes: [Node], _ builder: StageBuilder) -> [any Step]? {
        var steps: [any Step] = []
        for (index, node) in nodes.enumerated() {
            guard let step = make(node, builder) else {
                for node in nodes[(index + 1)...] {
                    _ = words.pick(node, in: "through", &builder.mistakes)
                }
                return nil
            }
            steps.append(step)
        }
        return steps
    }

    private static func make(_ node: Node, _ builder: StageBuilder) -> (any Step)? {
        guard let choice = words.pick(node, in: "through", &builder.mistakes),
            let kind = all.first(where: { $0.spec.word == choice.word })
        else { return nil }
        return kind.make(choice.fields, builder)
    }
}
