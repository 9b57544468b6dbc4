import Records
import Testing

struct ArenaTests {
    /// What is kept stays as it is, however much more is kept.
    @Test(arguments: [1, 16, 64, 1 << 16])
    func keepsWhatItWasGiven(piece: Int) {
        let arena = Arena(piece: piece)
        for filling in 0..<3 {
            var noise = Noise(UInt64(filling))
            let texts = (0..<500).map { number in
                String(repeating: "\(number)", count: noise.next(below: 12))
            }
            let cells = texts.map { arena.keep($0) }
            #expect(cells.map(\.text) == texts)
            #expect(cells.allSatisfy { !$0.isAbsent })
            arena.clear()
        }
    }

    @Test func givesTrimmedRoomAgain() {
        let arena = Arena(piece: 100)
        let room = arena.room(60)
        room.update(repeating: 1, count: 10)
        arena.trim(50)
        let next = arena.room(90)
        #expect(next == room + 10)
        next.update(repeating: 2, count: 90)
        #expect(room[9] == 1)
        #expect(arena.room(1) != next + 90)
    }

    @Test func usesItsMemoryAgain() {
        let arena = Arena(piece: 100)
        let first = arena.room(80)
        let large = arena.room(1_000)
        arena.clear()
        #expect(arena.room(80) == first)
        #expect(arena.room(1_000) == large)
    }
}
