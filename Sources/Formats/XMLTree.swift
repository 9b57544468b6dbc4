import Records

/// One message of an XML file in memory: its elements one behind the other, with their texts.
///
/// Elements are named by the address of their name, which is one for equal names of a file.
final class XMLTree {
    struct Element {
        var name: UnsafePointer<UInt8>
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
        var name: String
        var from: Int32
        var count: Int32
    }

    private(set) var elements: [Element] = []
    private(set) var texts: [UInt8] = []
    private(set) var attributes: [Attribute] = []
    private var open: [Int32] = []

    var isEmpty: Bool { elements.isEmpty }

    func clear() {
        elements.removeAll(keepingCapacity: true)
        texts.removeAll(keepingCapacity: true)
        attributes.removeAll(keepingCapacity: true)
        open.removeAll(keepingCapacity: true)
    }

    func start(_ name: UnsafePointer<UInt8>, line: Int) {
        elements.append(
            Element(
                name: name, parent: open.last ?? -1, end: 0, line: Int32(truncatingIfNeeded: line),
                textFrom: Int32(texts.count), textCount: 0,
                attributesFrom: Int32(attributes.count), attributeCount: 0))
        open.append(Int32(elements.count - 1))
    }

    func attribute(_ name: String, _ value: UnsafeBufferPointer<UInt8>) {
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

    /// Whether the innermost open element is the outermost.
    var isAtRoot: Bool { open.isEmpty }
}
