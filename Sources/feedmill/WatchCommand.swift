import Engine
import Files
import Records

extension Command {
    static let watch: Command = Command(
        word: "watch", summary: "run pipelines when files are dropped and schedules are due",
        details: [
            "A dropped file is taken when it is whole: renamed to its place, announced by a file NAME.ready,",
            "or left alone for a while and written by nobody. Names such as NAME.part are never touched. What",
            "cannot be used goes to failed/, with the reason. Stops on SIGTERM; reads the definitions again on",
            "SIGHUP.",
        ],
        exits: [.disk, .busy],
        run: { (call) throws(Failure) in
            let terminal = call.terminal
            let watch = try Watch(
                try call.shop(), shipped: call.shipped, program: Host.program
            ) { terminal.show([Line($0)]) }
            try watch.go()
            return Answer()
        })
}
