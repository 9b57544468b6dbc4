import Records

extension Command {
    static let help: Command = Command(
        word: "help", summary: "explain a command, a step or a definition",
        arguments: [
            Argument(
                name: "WORD", about: "a command, a step such as 'map', a definition",
                isRequired: false)
        ],
        run: { (call) throws(Failure) in try Help.answer(call.given.arguments.first) })
}
