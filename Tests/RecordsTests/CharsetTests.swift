import Records
import Testing

struct CharsetTests {
    @Test(arguments: [
        ("windows-31j", Encoding.cp932), ("Windows-31J", .cp932), ("shift_jis", .cp932),
        ("ISO-8859-1", .cp1252), ("Cp1252", .cp1252), ("UTF-8", .utf8), ("utf-16", .utf16le),
        ("UTF-16BE", .utf16be),
    ])
    func names(_ name: String, _ encoding: Encoding) {
        #expect(Encoding(charset: name) == encoding)
        #expect(Encoding.mistake(inCharset: name) == nil)
    }

    @Test func unknownNames() {
        #expect(Encoding(charset: "") == nil)
        #expect(
            Encoding.mistake(inCharset: "shift-jis")
                == "there is no charset 'shift-jis' here; did you mean 'Shift_JIS'?")
        #expect(
            Encoding.mistake(inCharset: "Big5")
                == "there is no charset 'Big5' here; there are UTF-8, US-ASCII, ISO-8859-1, Cp1252,"
                + " windows-1252, latin1, windows-31j, Shift_JIS, cp932, MS932, UTF-16, UTF-16LE,"
                + " UTF-16BE")
    }

    @Test(
        arguments: [
            (nil, "DE", [Encoding.utf8, .cp1252]),
            (nil, "", [.utf8, .cp1252]),
            (nil, "JP", [.utf8, .cp932, .cp1252]),
            (.cp932, "", [.utf8, .cp932, .cp1252]),
            (.cp932, "JP", [.utf8, .cp932, .cp1252]),
            (.cp1252, "UK", [.utf8, .cp1252]),
            (.cp1252, "JP", [.utf8, .cp1252, .cp932, .cp1252]),
            (.utf8, "JP", [.utf8, .cp932, .cp1252]),
            (.utf16be, "FR", [.utf8, .cp1252]),
        ] as [(Encoding?, String, [Encoding])])
    func order(_ charset: Encoding?, _ marketplace: String, _ wanted: [Encoding]) {
        #expect(Encoding.candidates(charset: charset, marketplace: marketplace) == wanted)
    }
}
