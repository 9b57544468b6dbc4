import Formats
import Records

/// Reads Amazon's answers: one that is no answer is refused with its place, and one that is says the same in whatever
/// encoding and with whatever line ends.
struct AnswersFeeding: Feeding {
    mutating func feed(_ input: [UInt8], from seed: String, _ noise: inout Noise) -> String? {
        let whole = read(input)
        if case .failure(let failure) = whole {
            let lines = input.count { $0 == 10 || $0 == 13 } + 1
            if failure.text.isEmpty { return "refused without a word" }
            if let line = failure.place?.line, !(1...lines).contains(line) {
                return "a place outside the file: \(failure.text)"
            }
            return nil
        }
        guard case .success(let answer) = whole else { return nil }
        for finding in answer.findings where finding.text.contains(where: \.isNewline) {
            return "a finding of several lines: \(finding.text)"
        }
        // What is cut off of a report in XML or JSON must not pass for a whole one.
        let first = input.first { $0 > 32 }
        if first == UInt8(ascii: "<"), let last = input.lastIndex(of: UInt8(ascii: ">")) {
            let cut = Array(input[..<last])
            if case .success = read(cut) { return "cut short, and read" }
        }
        guard !input.starts(with: [0xEF, 0xBB, 0xBF]), !input.contains(13), !input.contains(0),
            first != UInt8(ascii: "<"), let text = String(validating: input, as: UTF8.self)
        else { return nil }
        let others = [
            Array("\u{FEFF}".utf8) + input, Array(text.replacing("\n", with: "\r\n").utf8),
        ]
        for other in others {
            guard case .success(let same) = read(other), same == answer else {
                return "otherwise with a mark, or with other line ends"
            }
        }
        return nil
    }

    private func read(_ bytes: [UInt8]) -> Result<Answer, Failure> {
        do throws(Failure) {
            return .success(try AnswerReader.read(bytes, name: "x"))
        } catch {
            return .failure(error)
        }
    }
}
