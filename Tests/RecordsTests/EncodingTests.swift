import Foundation
import Records
import Testing

struct EncodingTests {
    func decode(_ bytes: [UInt8]) -> (Encoding.Decoded, [UInt8]) {
        var room = [UInt8](repeating: 0xEE, count: bytes.count * 3 + 1)
        let decoded = bytes.withUnsafeBufferPointer { bytes in
            room.withUnsafeMutableBufferPointer { room in
                Encoding.decodeCP1252(bytes, into: room.baseAddress!)
            }
        }
        #expect(room.last == 0xEE)
        if case .count(let count) = decoded { return (decoded, Array(room[..<count])) }
        return (decoded, [])
    }

    @Test(arguments: UInt8.min...UInt8.max)
    func agreesWithFoundation(byte: UInt8) {
        let bytes = [0x41, byte, 0x42]
        let (decoded, utf8) = decode(bytes)
        if [0x81, 0x8D, 0x8F, 0x90, 0x9D].contains(byte) {
            #expect(decoded == .undefined(1))
        } else {
            let text = String(data: Data(bytes), encoding: .windowsCP1252)
            #expect(String(decoding: utf8, as: UTF8.self) == text)
        }
    }

    @Test func decodesAWord() {
        let (decoded, utf8) = decode([0x47, 0x72, 0xF6, 0xDF, 0x65, 0x20, 0x80, 0x35])
        #expect(decoded == .count(12))
        #expect(utf8 == Array("Größe €5".utf8))
        #expect(decode([]).0 == .count(0))
        #expect(decode([UInt8](repeating: 0x80, count: 50)).0 == .count(150))
    }
}
