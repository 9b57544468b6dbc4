import Files
import Records

/// Reads processing reports: XML, tab-separated text, JSON, in every odd form that they are known to come in.
///
/// It is lenient on what is missing, and strict on what counts: a file that is cut short, or no answer, is
/// refused. An answer is small (Amazon takes some ten thousand messages a document): it is read whole.
package enum AnswerReader {
    /// The largest that is read.
    private static let most = 64 << 20

    /// Whether a file's first bytes are those of an answer.
    package static func isAnswer(_ head: [UInt8]) -> Bool {
        let text = String(decoding: head.prefix(1 << 14), as: UTF8.self)
        let start = text.drop { $0.isWhitespace || $0 == "\u{FEFF}" }
        if start.hasPrefix("<") {
            return text.contains("<ProcessingReport") || text.contains("EasyShipProcessingReport")
                || text.contains(">ProcessingReport<")
        }
        if start.hasPrefix("{") {
            return text.contains("\"issues\"") && text.contains("\"header\"")
                || text.contains("\"messagesProcessed\"")
        }
        return TextAnswer.isOne(start.replacing("\r\n", with: "\n"))
    }

    /// Reads an answer. `marketplace` helps to tell what it is written in, where it is known.
    package static func read(
        _ disk: Disk, _ path: String, name: String, marketplace: String = ""
    ) throws(Failure) -> Answer {
        let source = try Source(path: disk.path(path), name: name)
        var bytes: [UInt8] = []
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 64)
        defer { room.deallocate() }
        while true {
            let count = try source.read(into: room)
            if count == 0 { break }
            bytes += room[..<count]
            if bytes.count > most {
                throw Failure(
                    .data, at: Place(name), "is larger than 64 MiB: no answer of Amazon's is")
            }
        }
        return try read(bytes, name: name, marketplace: marketplace)
    }

    package static func read(
        _ bytes: [UInt8], name: String, marketplace: String = ""
    ) throws(Failure) -> Answer {
        let text = try decoded(bytes, name: name, marketplace: marketplace)
        switch text.first(where: { !$0.isWhitespace }) {
        case "<": return try XMLAnswer.read(text, name: name)
        case "{": return try JSONAnswer.read(text, name: name)
        default: return try TextAnswer.read(text, name: name)
        }
    }

    /// The text, in the first encoding that all of it is in. Amazon's answers are in UTF-8, in cp1252, or,
    /// those of Japan, in cp932.
    private static func decoded(
        _ bytes: [UInt8], name: String, marketplace: String
    ) throws(Failure) -> String {
        let marked = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
        let all = Encoding.candidates(charset: nil, marketplace: marketplace)
        let declared = marked.withUnsafeBufferPointer { Encoding(declaredIn: $0) }
        for encoding in (declared?.first(of: all) ?? all) + [.cp932] {
            let text = marked.withUnsafeBufferPointer { encoding.text($0) }
            // A carriage return and a line feed are one character of a text, and no line feed.
            if let text { return text.replacing("\r\n", with: "\n") }
        }
        throw Failure(.data, at: Place(name), "is written in no encoding that is known here")
    }
}
