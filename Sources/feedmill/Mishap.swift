import Files
import Glibc
import Records
import Synchronization

/// What a test makes go wrong: by the environment, in the program as it is shipped.
///
/// FEEDMILL_CRASH_AFTER=N kills the process right after its N-th durable step, FEEDMILL_FAULT_AT=N
/// makes the N-th fail as on a full disk, before anything of it is done.
final class Mishap: Sendable {
    private let crashAfter: Int?
    private let faultAt: Int?
    private let steps = Mutex(0)

    init() throws(Failure) {
        crashAfter = try Self.number("FEEDMILL_CRASH_AFTER")
        faultAt = try Self.number("FEEDMILL_FAULT_AT")
    }

    private static func number(
        _ name: String
    ) throws(Failure) -> Int? {
        guard let text = Host.variable(name), !text.isEmpty else { return nil }
        guard let number = Int(text), number > 0 else {
            throw Failure(
                .definition, at: Place(name), "is '\(text)', not a whole number from 1 on")
        }
        return number
    }

    /// What a disk is watched by; nil where nothing is to go wrong.
    func watch() -> ((DiskStep, Moment) throws(Failure) -> Void)? {
        guard crashAfter != nil || faultAt != nil else { return nil }
        return { (step, moment) throws(Failure) in
            switch moment {
            case .before:
                let number = self.steps.withLock { steps in
                    steps += 1
                    return steps
                }
                if number == self.faultAt {
                    let verb = step.kind == .move ? "move" : "write"
                    throw .disk(step.name, cannot: verb, ENOSPC)
                }
            case .after:
                if self.steps.withLock({ $0 }) == self.crashAfter { kill(getpid(), SIGKILL) }
            }
        }
    }
}
