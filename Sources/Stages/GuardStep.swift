import Catalog
import Records

/// The limits that a stage must keep. It lets all rows by: the stage's end judges.
final class GuardStep: Step {
    static let spec = Spec(
        "guard", "stops the stage, before it writes anything, when a limit is exceeded",
        value: .object(Guards.spec), fields: [],
        example: "{ guard: { fewer: \"30%\", rejected: \"5% and 10\" } }")
    static let kind = StepKind(
        spec: spec,
        make: { fields, builder in
            guard let limits = fields.fields("guard") else { return nil }
            builder.guards.add(limits)
            return GuardStep()
        })

    func process(_ batch: Batch) {}
}
