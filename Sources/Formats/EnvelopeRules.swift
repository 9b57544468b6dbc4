import Records

/// What Amazon's envelope schema does not catch in a template (Amazon, amzn-envelope.xsd): a payload
/// of another kind than the message type, messages that share a number, and the switch that deletes
/// a whole catalogue.
enum EnvelopeRules {
    static func check(_ document: Node, _ message: Node, _ mistakes: inout [Mistake]) {
        for node in [document, message] { checkPurge(node, &mistakes) }
        guard let envelope = document["AmazonEnvelope"] else { return }
        let names = XMLDialect.inner(of: message).map(\.name)
        if let type = envelope["MessageType"], let name = type.text, !names.contains(name) {
            mistakes.append(
                Mistake(
                    on: type, "'MessageType' is '\(name)', but 'message' has no such element",
                    hint: Suggestion.nearest(to: name, in: names).map { "did you mean '\($0)'?" }))
        }
        if message["MessageID"]?.text != "$message" {
            mistakes.append(
                Mistake(
                    on: message["MessageID"] ?? message,
                    "'MessageID' is \"$message\", so that no two messages share one"))
        }
    }

    private static func checkPurge(_ node: Node, _ mistakes: inout [Mistake]) {
        for member in node.members ?? [] {
            if member.name == "PurgeAndReplace" {
                mistakes.append(
                    Mistake(
                        at: member.place, width: member.name.count,
                        "'PurgeAndReplace' is never written: it deletes what the document lacks"))
            }
            checkPurge(member.value, &mistakes)
        }
    }
}
