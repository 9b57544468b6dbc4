import CBytes
import Records

/// Brings the bytes of an XML file to its parser, message by message, and past it those that somebody knows.
///
/// Where the parser has just ended an element below the root and nothing else waits in it, what the next
/// message says depends on its bytes alone: the same bytes were the same rows before. That a message ends where
/// its bytes seem to end is what the parser said when it read them.
final class XMLMessages {
    /// How many rows a message has that need not be parsed.
    private let known: ((Key) -> Int?)?
    private let events: XMLEvents
    /// `<Message`, and `</Message>`.
    private let opening: [UInt8]
    private let closing: [UInt8]
    private var isBetween = false
    /// Rows of messages that were not parsed.
    private(set) var passed = 0

    /// `name` is what messages are called in the file.
    init(_ events: XMLEvents, name: String, known: ((Key) -> Int?)?) {
        self.events = events
        self.known = known
        opening = Array("<\(name)".utf8)
        closing = Array("</\(name)>".utf8)
    }

    /// Takes bytes of the file, and gives how many it took: the others are the beginning of a message, and come
    /// again with those behind them. `isAll` says that no more can come: some are then taken. `read` is told of
    /// each piece that was parsed: its key where it is a message, whole, and nil for any other.
    func add(
        _ bytes: UnsafeBufferPointer<UInt8>, isAll: Bool, read: (Key?) -> Void
    ) throws(Failure) -> Int {
        guard let known else {
            try events.add(bytes)
            return bytes.count
        }
        var at = 0
        while at < bytes.count {
            let rest = UnsafeBufferPointer(rebasing: bytes[at...])
            guard isBetween else {
                let end = find(closing, rest, from: 0).map { $0 + closing.count } ?? rest.count
                try parse(UnsafeBufferPointer(rebasing: rest[..<end]))
                read(nil)
                at += end
                continue
            }
            var from = 0
            while from < rest.count, rest[from] == 10 || rest[from] == 13 || rest[from] == 32 {
                from += 1
            }
            let isTold = rest.count - from > opening.count
            if isTold, !isOpening(rest, from) {
                isBetween = false
                continue
            }
            guard isTold, let end = find(closing, rest, from: from).map({ $0 + closing.count })
            else {
                guard isAll, at == 0 else { return at }
                isBetween = false
                continue
            }
            let message = UnsafeBufferPointer(rebasing: rest[from..<end])
            let key = Key(fm_hash_bytes(rest.baseAddress! + from, message.count, fm_hash()))
            let whole = UnsafeBufferPointer(rebasing: rest[..<end])
            if let rows = known(key) {
                events.pass(whole)
                passed += rows
            } else {
                try parse(whole)
                read(isBetween ? key : nil)
            }
            at += end
        }
        return at
    }

    /// The file is at its end: where it is cut short, this throws.
    func end() throws(Failure) { try events.end() }

    private func parse(_ bytes: UnsafeBufferPointer<UInt8>) throws(Failure) {
        try events.add(bytes)
        isBetween = events.isBetween
    }

    private func isOpening(_ bytes: UnsafeBufferPointer<UInt8>, _ from: Int) -> Bool {
        for index in opening.indices where bytes[from + index] != opening[index] { return false }
        let next = bytes[from + opening.count]
        return next == UInt8(ascii: ">") || next == 32 || 9...13 ~= next
    }

    private func find(
        _ text: [UInt8], _ bytes: UnsafeBufferPointer<UInt8>, from: Int
    ) -> Int? {
        guard let start = bytes.baseAddress else { return nil }
        let found = fm_find_text(start + from, bytes.count - from, text, text.count)
        return found < bytes.count - from ? from + found : nil
    }
}
