/// The names of elements that anybody asks for, as small numbers.
///
/// A file's names stand at one address each (its parser sees to that), so that after the first time a name
/// costs a look at its address.
final class XMLNames {
    private var numbers: [String: Int32] = [:]
    private var texts: [[UInt8]] = []
    /// By address, open addressing; the count is a power of two.
    private var slots: [(address: UnsafePointer<UInt8>?, number: Int32)] = []
    private var used = 0

    init() { slots = Array(repeating: (nil, -1), count: 256) }

    /// The number of a name that is asked for.
    func number(of text: String) -> Int32 {
        if let number = numbers[text] { return number }
        let number = Int32(texts.count)
        numbers[text] = number
        texts.append(Array(text.utf8) + [0])
        return number
    }

    /// The number of a name in the file; -1 where nobody asks for it.
    @inline(__always)
    func number(at address: UnsafePointer<UInt8>) -> Int32 {
        var index = Self.home(address) & (slots.count - 1)
        while let known = slots[index].address {
            if known == address { return slots[index].number }
            index = (index + 1) & (slots.count - 1)
        }
        return meet(address)
    }

    private static func home(_ address: UnsafePointer<UInt8>) -> Int {
        let bits = UInt(bitPattern: address)
        return Int(truncatingIfNeeded: (bits ^ bits >> 7) &* 0x9E37_79B9_7F4A_7C15 >> 32)
    }

    private func meet(_ address: UnsafePointer<UInt8>) -> Int32 {
        if used * 2 > slots.count {
            let old = slots
            slots = Array(repeating: (nil, -1), count: old.count * 2)
            for slot in old { if let address = slot.address { put(address, slot.number) } }
        }
        let number = texts.firstIndex { Self.equals(address, $0) }.map { Int32($0) } ?? -1
        put(address, number)
        used += 1
        return number
    }

    private func put(_ address: UnsafePointer<UInt8>, _ number: Int32) {
        var index = Self.home(address) & (slots.count - 1)
        while slots[index].address != nil { index = (index + 1) & (slots.count - 1) }
        slots[index] = (address, number)
    }

    /// Whether a name is the text, which ends with a zero.
    static func equals(_ name: UnsafePointer<UInt8>, _ text: [UInt8]) -> Bool {
        var index = 0
        while name[index] == text[index] {
            if text[index] == 0 { return true }
            index += 1
        }
        return false
    }
}
