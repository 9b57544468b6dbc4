import Engine
import Records

extension Command {
    static let doctor: Command = Command(
        word: "doctor",
        summary: "look whether anything is wrong with the shop, its files or the machine",
        details: [
            "Nothing is changed. It ends with 20 where something is wrong, 3 where the ledger is damaged."
        ],
        exits: [.ledger, .disk, .changes],
        run: { (call) throws(Failure) in
            let doctor = try Doctor(
                disk: try call.shop(), shipped: call.shipped, now: call.now)
            let lines = doctor.findings.flatMap { finding in
                "\(finding.subject): \(finding.text)".split(
                    separator: "\n", omittingEmptySubsequences: false
                )
                .map { finding.isFault ? Line.failure(String($0)) : Line(String($0)) }
            }
            return Answer(
                lines: lines,
                members: [
                    ("faults", .number(doctor.faults)),
                    (
                        "findings",
                        .list(
                            doctor.findings.map {
                                .object([
                                    ("subject", .text($0.subject)), ("text", .text($0.text)),
                                    ("fault", .flag($0.isFault)),
                                ])
                            })
                    ),
                ],
                exit: doctor.isLedgerDamaged ? .ledger : doctor.faults > 0 ? .changes : .done)
        })
}
