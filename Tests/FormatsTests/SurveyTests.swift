import Files
import Formats
import Foundation
import Records
import Testing

@Suite struct SurveyTests {
    private func survey(_ bytes: [UInt8]) throws -> Survey {
        let file = try TSVFile(bytes)
        let url = URL(filePath: file.path)
        return try Survey(Disk(root: url.deletingLastPathComponent().path), url.lastPathComponent)
    }

    @Test(arguments: [
        ("", 0), ("\n \n\t\r\n", 0), ("a", 1), ("a\n", 1), ("a\n\nb\r\n", 2), ("a\n \t\nb", 2),
        ("\u{85}\n\u{2028}\n", 2),
    ])
    func lines(_ text: String, _ count: Int) throws {
        let survey = try survey(Array(text.utf8))
        #expect(survey.lines == count)
        #expect(survey.encoding == .utf8)
        #expect(survey.messages == 0)
    }

    @Test func messages() throws {
        let text = "<A><Message>1</Message><<Message><Message >2</Message><message></A>"
        #expect(try survey(Array(text.utf8)).messages == 2)
        let many = String(repeating: "<Message>x</Message>\n", count: 20_000)
        let survey = try survey(Array(many.utf8))
        #expect(survey.messages == 20_000 && survey.lines == 20_000)
    }

    @Test(arguments: [
        [0xE4], [0x61, 0xC3], Array(repeating: UInt8(ascii: "a"), count: 70_000) + [0x80],
    ])
    func whatIsNotUTF8(_ bytes: [UInt8]) throws {
        #expect(try survey(bytes).encoding == .cp1252)
    }

    @Test func aCharacterAcrossTwoBlocks() throws {
        for before in 65_530..<65_540 {
            let bytes = Array(repeating: UInt8(ascii: "a"), count: before) + Array("€\n€".utf8)
            #expect(try survey(bytes).encoding == .utf8)
        }
    }

    @Test func whatIsCompressed() throws {
        let survey = try survey(stored(Array("ä\nb\n".utf8)))
        #expect(survey.encoding == .utf8 && survey.lines == 2)
    }
}
