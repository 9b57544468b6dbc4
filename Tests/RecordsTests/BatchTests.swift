import Records
import Testing

struct BatchTests {
    private func selection(_ batch: Batch) -> [Int] {
        (0..<batch.selected).map { Int(batch.selection[$0]) }
    }

    @Test func keepsSome() {
        let batch = Batch(slots: 1)
        batch.count = 10
        batch.selectAll()
        #expect(selection(batch) == Array(0..<10))
        batch.keep { $0 % 2 == 0 }
        #expect(selection(batch) == [0, 2, 4, 6, 8])
        var asked: [Int] = []
        batch.keep { row in
            asked.append(row)
            return row > 3
        }
        #expect(asked == [0, 2, 4, 6, 8])
        #expect(selection(batch) == [4, 6, 8])
        batch.keep { _ in false }
        #expect(batch.selected == 0)
        batch.keep { _ in true }
        #expect(batch.selected == 0)
    }

    @Test func holdsAFullLoad() {
        let batch = Batch(slots: 3)
        batch.count = Batch.capacity
        batch.selectAll()
        batch.keep { _ in true }
        #expect(batch.selected == Batch.capacity)
        for column in batch.columns {
            #expect((0..<Batch.capacity).allSatisfy { column[$0].isAbsent })
        }
    }

    @Test func notesWhoLeft() {
        let batch = Batch(slots: 0)
        batch.count = 2
        batch.selectAll()
        batch.leave(1, .withheld, "on hold")
        #expect(batch.left.map(\.row) == [1])
        #expect(batch.left.first?.how == .withheld)
        #expect(batch.left.first?.reason == "on hold")
        batch.clear()
        #expect(batch.count == 0 && batch.selected == 0 && batch.left.isEmpty)
    }
}
