import Records

/// Reads the well-formed definitions of these tests into nodes with places: objects, lists, texts in
/// double quotes, numbers and words. Names may stand without quotes.
struct Sketch {
    private let characters: [Character]
    private var index = 0
    private var line = 1
    private var column = 1

    static func node(_ text: String) -> Node {
        var sketch = Sketch(characters: Array(text))
        sketch.skipBlanks()
        return sketch.value()
    }

    private init(characters: [Character]) { self.characters = characters }

    private var place: Place { Place("feed.json5", line: line, column: column) }

    private mutating func next() -> Character {
        let character = characters[index]
        index += 1
        column += 1
        if character == "\n" {
            line += 1
            column = 1
        }
        return character
    }

    private mutating func skipBlanks() {
        while index < characters.count, characters[index].isWhitespace || characters[index] == "," {
            _ = next()
        }
    }

    private mutating func word() -> String {
        if characters[index] == "\"" {
            _ = next()
            var text = ""
            while characters[index] != "\"" {
                let character = next()
                text.append(character == "\\" ? escaped(next()) : character)
            }
            _ = next()
            return text
        }
        var text = ""
        while index < characters.count, !" \n,:]}".contains(characters[index]) {
            text.append(next())
        }
        return text
    }

    private func escaped(_ character: Character) -> Character {
        ["t": "\t", "n": "\n"][character] ?? character
    }

    private mutating func value() -> Node {
        let (start, from) = (place, index)
        let value: Node.Value
        switch characters[index] {
        case "{":
            _ = next()
            var members: [Node.Member] = []
            skipBlanks()
            while characters[index] != "}" {
                let place = place
                let name = word()
                skipBlanks()
                _ = next()
                skipBlanks()
                members.append(Node.Member(name: name, place: place, value: self.value()))
                skipBlanks()
            }
            _ = next()
            value = .object(members)
        case "[":
            _ = next()
            var nodes: [Node] = []
            skipBlanks()
            while characters[index] != "]" {
                nodes.append(self.value())
                skipBlanks()
            }
            _ = next()
            value = .list(nodes)
        case "\"": value = .text(word())
        default:
            switch word() {
            case "true": value = .flag(true)
            case "false": value = .flag(false)
            case "null": value = .null
            case let digits: value = .number(digits)
            }
        }
        return Node(value, at: start, source: String(characters[from..<index]))
    }
}
