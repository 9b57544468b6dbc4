import Foundation
import Testing

/// The README shows nothing that a sample does not print.
@Suite struct ReadmeTests {
    /// A block of terminal output: the sample that it is from, and its lines.
    private struct Block {
        var sample: String
        var lines: [Substring]
    }

    private static func blocks(of text: String) -> [Block] {
        var blocks: [Block] = []
        var open: Block?
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if var block = open {
                if line == "```" {
                    blocks.append(block)
                    open = nil
                } else {
                    block.lines.append(line)
                    open = block
                }
            } else if line.hasPrefix("```console ") {
                open = Block(sample: String(line.dropFirst("```console ".count)), lines: [])
            }
        }
        return blocks
    }

    @Test func showsWhatSamplesPrint() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let readme = try String(contentsOf: root.appending(path: "README.md"), encoding: .utf8)
        let blocks = Self.blocks(of: readme)
        #expect(blocks.count >= 2)
        for block in blocks {
            let out = root.appending(path: block.sample).appending(path: "want/out")
            let printed = try String(contentsOf: out, encoding: .utf8)
                .split(separator: "\n", omittingEmptySubsequences: false)
            var rest = printed[...]
            for line in block.lines where line != "…" {
                guard let at = rest.firstIndex(of: line) else {
                    Issue.record("\(block.sample) does not print, there: \(line)")
                    break
                }
                rest = rest[(at + 1)...]
            }
        }
    }
}
