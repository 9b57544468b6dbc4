import Records
import Testing

struct CellTests {
    @Test func nothingIsNotEmptyIsNotZero() {
        let arena = Arena()
        let (empty, zero) = (arena.keep(""), Cell(number: 0))
        #expect(Cell.absent.isAbsent && Cell.absent.isBlank && !Cell.absent.isNumber)
        #expect(!empty.isAbsent && empty.isBlank && !empty.isNumber)
        #expect(!zero.isAbsent && !zero.isBlank && zero.isNumber)
        #expect(zero.bytes.isEmpty && Cell.absent.bytes.isEmpty)
    }

    @Test(arguments: [Int64.min, -1, 0, 1, .max])
    func holdsNumbers(_ number: Int64) {
        #expect(Cell(number: number).number == number)
        #expect(Cell(number: number).text == String(number))
    }

    @Test func equalsATextToTheByte() {
        let arena = Arena()
        #expect(arena.keep("DEFAULT").equals("DEFAULT"))
        #expect(!arena.keep("DEFAUL").equals("DEFAULT"))
        #expect(!arena.keep("DEFAULT ").equals("DEFAULT"))
        #expect(!arena.keep("default").equals("DEFAULT"))
        #expect(!Cell(number: 1).equals("1"))
        #expect(!Cell.absent.equals("DEFAULT"))
    }

    @Test func isSmall() { #expect(MemoryLayout<Cell>.size <= 16) }
}
