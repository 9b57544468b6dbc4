import CXML2

/// Reads a document of messages with libxml2's own reader: for each the text of every element that
/// has no elements inside, and of every attribute as "Element@name".
enum XMLRows {
    static func read(_ document: [UInt8]) -> [[String: String]]? {
        document.withUnsafeBytes { bytes in
            let start = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
            guard
                let reader = xmlReaderForMemory(start, Int32(bytes.count), "d.xml", nil, 0)
            else { return nil }
            defer { xmlFreeTextReader(reader) }
            var (rows, open): ([[String: String]], [String]) = ([], [])
            var text = ""
            while true {
                let result = xmlTextReaderRead(reader)
                if result == 0 { return rows }
                guard result == 1 else { return nil }
                let name = string(xmlTextReaderConstName(reader))
                switch xmlTextReaderNodeType(reader) {
                case 1:
                    text = ""
                    if name == "Message" { rows.append([:]) }
                    let isEmpty = xmlTextReaderIsEmptyElement(reader) == 1
                    if !rows.isEmpty {
                        while xmlTextReaderMoveToNextAttribute(reader) == 1 {
                            let attribute = string(xmlTextReaderConstName(reader))
                            rows[rows.count - 1]["\(name)@\(attribute)"] = string(
                                xmlTextReaderConstValue(reader))
                        }
                    }
                    if !isEmpty { open.append(name) }
                case 3, 14: text += string(xmlTextReaderConstValue(reader))
                case 15:
                    if open.last == name, !rows.isEmpty, !text.isEmpty || isLeaf(name) {
                        rows[rows.count - 1][name] = text
                    }
                    open.removeLast()
                    text = ""
                default: break
                }
            }
        }
    }

    /// Those around others have no text of their own.
    private static func isLeaf(_ name: String) -> Bool { name == "SKU" }

    private static func string(_ text: UnsafePointer<xmlChar>?) -> String {
        text.map { String(cString: $0) } ?? ""
    }
}
