import Files
import Records
import Testing

/// Each operation, made to fail at each of its steps, and then done again on a sound disk.
struct FaultTests {
    struct Operation: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var given: [String: String]
        var want: [String: String]
        var steps: [DiskStep]
        var run: @Sendable (Disk) throws(Failure) -> Void
    }

    static let operations = [
        Operation(
            testDescription: "makeFolder", given: [:], want: [:],
            steps: [DiskStep(.folder, "a"), DiskStep(.folder, "a/b")]
        ) { (disk) throws(Failure) in try disk.makeFolder("a/b") },
        Operation(
            testDescription: "write", given: ["a": "old"], want: ["a": "new"],
            steps: [DiskStep(.write, "a"), DiskStep(.publish, "a")]
        ) { (disk) throws(Failure) in try disk.write("a", Array("new".utf8)) },
        Operation(
            testDescription: "move", given: ["in/a": "x"], want: ["archive/b": "x"],
            steps: [DiskStep(.folder, "archive"), DiskStep(.move, "archive/b")]
        ) { (disk) throws(Failure) in
            try disk.makeFolder("archive")
            if disk.exists("in/a") { try disk.move("in/a", "archive/b") }
        },
        Operation(
            testDescription: "remove", given: ["a": "x"], want: [:], steps: [DiskStep(.remove, "a")]
        ) { (disk) throws(Failure) in try disk.remove("a") },
        Operation(
            testDescription: "draft", given: [:], want: ["a": "xy"],
            steps: [DiskStep(.write, "a"), DiskStep(.sync, "a"), DiskStep(.publish, "a")]
        ) { (disk) throws(Failure) in
            if disk.exists("a") { return }
            let draft = Draft(disk, name: "a")
            try draft.append(Array("x".utf8))
            try draft.append(Array("y".utf8))
            try draft.finish()
            do throws(Failure) {
                try disk.publish(draft.name, as: "a")
            } catch {
                draft.discard()
                throw error
            }
        },
    ]

    func shop(_ operation: Operation) throws -> TemporaryShop {
        let shop = try TemporaryShop()
        for (name, text) in operation.given { try shop.put(text, name) }
        return shop
    }

    @Test(arguments: operations)
    func announcesItsSteps(operation: Operation) throws {
        let shop = try shop(operation)
        var (before, after): ([DiskStep], [DiskStep]) = ([], [])
        let disk = Disk(root: shop.root) { (step, moment) throws(Failure) in
            if moment == .before { before.append(step) } else { after.append(step) }
        }
        try operation.run(disk)
        #expect(before == operation.steps)
        #expect(after == operation.steps)
        #expect(try shop.contents() == operation.want)
    }

    @Test(arguments: operations, [Moment.before, .after])
    func isWholeOrNotAtAll(operation: Operation, moment: Moment) throws {
        for number in 1...operation.steps.count {
            let shop = try shop(operation)
            let step = operation.steps[number - 1]
            let failure = #expect(throws: Failure.self) {
                try operation.run(shop.disk(failingAt: number, moment))
            }
            #expect(failure?.text == "\(step.name): cannot \(step.kind.rawValue): full")
            let isDone = number == operation.steps.count && moment == .after
            #expect(try shop.contents() == (isDone ? operation.want : operation.given))
            try operation.run(shop.disk)
            #expect(try shop.contents() == operation.want)
        }
    }
}
