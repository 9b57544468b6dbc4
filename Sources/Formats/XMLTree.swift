import Records

/// One message of an XML file in memory: its elements one behind the other, with their texts.
///
/// Elements and attributes are named by the numbers that those who ask for them gave.
final class XMLTree {
    struct Element {
        /// -1: nobody asks for it.
        var name: Int32
        var parent: Int32
        /// The element behind the last one inside it.
        var end: Int32
        var line: Int32
        /// Its own text, in `texts`.
        var textFrom: Int32
        var textCount: Int32
        var attributesFrom: Int32
        var attributeCount: Int32
    }

    struct Attribute {
        var name: Int32
        var from: Int32
        var count: Int32
    }

    private(set) var elements: [Element] = []
    private(set) var texts: [UInt8] = []
    private(set) var attributes: [Attribute] = []
    private var open: [Int32] = []

    func clear() {
        elements.removeAll(keepingCapacity: true)
        texts.removeAll(keepingCapacity: true)
        attributes.removeAll(keepingCapacity: true)
        open.removeAll(keepingCapacity: true)
    }

    func start(_ name: Int32, line: Int) {
        elements.append(
            Element(
                name: name, parent: open.last ?? -1, end: 0, line: Int32(truncatingIfNeeded: line),
                textFrom: Int32(texts.count), textCount: 0,
                attributesFrom: Int32(attributes.count), attributeCount: 0))
        open.append(Int32(elements.count - 1))
    }

    func attribute(_ name: Int32, _ value: UnsafeBufferPointer<UInt8>) {
        guard !elements.isEmpty else { return }
        attributes.append(
            Attribute(name: name, from: Int32(texts.count), count: Int32(value.count)))
        texts += value
        elements[elements.count - 1].attributeCount += 1
        elements[elements.count - 1].textFrom = Int32(texts.count)
    }

    /// A text of the innermost element. What stands beside elements inside it is only blanks in what Amazon
    /// writes, and is passed over.
    func text(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let last = open.last, Int(last) == elements.count - 1 else { return }
        texts += bytes
        elements[Int(last)].textCount += Int32(bytes.count)
    }

    func end() {
        guard let last = open.popLast() else { return }
        elements[Int(last)].end = Int32(elements.count)
    }

    /// An element's attribute of this name; nil where it has none.
    func attribute(_ name: Int32, of element: Int) -> Attribute? {
        let own = elements[element]
        let from = Int(own.attributesFrom)
        for index in from..<from + Int(own.attributeCount) where attributes[index].name == name {
            return attributes[index]
        }
        return nil
    }

    /// Gives an element's text without the blanks around it.
    @inline(__always)
    func withText<R>(of element: Int, _ body: (UnsafeBufferPointer<UInt8>) -> R) -> R {
        let own = elements[element]
        return texts.withUnsafeBufferPointer { texts in
            var (from, end) = (Int(own.textFrom), Int(own.textFrom + own.textCount))
            while from < end, Self.isBlank(texts[from]) { from += 1 }
            while from < end, Self.isBlank(texts[end - 1]) { end -= 1 }
            return body(UnsafeBufferPointer(rebasing: texts[from..<end]))
        }
    }

    /// Gives the value of an attribute, as it stands.
    func withValue<R>(of attribute: Attribute, _ body: (UnsafeBufferPointer<UInt8>) -> R) -> R {
        texts.withUnsafeBufferPointer { texts in
            let from = Int(attribute.from)
            return body(UnsafeBufferPointer(rebasing: texts[from..<from + Int(attribute.count)]))
        }
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 32 || 9...13 ~= byte }
}
