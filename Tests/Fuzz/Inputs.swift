import Foundation

/// The inputs of a target: each is made of a sample by the number of a seed.
struct Inputs {
    private let seeds: [(name: String, bytes: [UInt8])]

    init(_ target: Target) {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        var seeds: [(name: String, bytes: [UInt8])] = []
        for folder in ["samples", "pipelines"] {
            let names = FileManager.default.enumerator(atPath: root.path + "/" + folder)
            while let name = names?.nextObject() as? String {
                let name = "/\(folder)/\(name)"
                guard !name.contains("/want/"), target.takes(name),
                    let data = FileManager.default.contents(atPath: root.path + name),
                    data.count < 20_000
                else { continue }
                seeds.append((name, Array(data)))
            }
        }
        self.seeds = seeds.sorted { $0.name < $1.name }
    }

    /// The input of a seed, what it was made of, and noise for the rest.
    func make(_ seed: Int) -> (bytes: [UInt8], from: String, noise: Noise) {
        var noise = Noise(UInt64(seed))
        guard !seeds.isEmpty else { return ([], "", noise) }
        let chosen = noise.one(of: seeds)
        var bytes = chosen.bytes
        for _ in 0...noise.next(below: 6) { mutate(&bytes, &noise) }
        return (Array(bytes.prefix(1 << 20)), chosen.name, noise)
    }

    private static let telling: [UInt8] =
        Array("\t\n\r\0\"',;\\{}[]:.0-9eu*$ ".utf8) + [
            0x7F, 0x80, 0x81, 0x85, 0xA0, 0xC2, 0xD8, 0xE3, 0xED, 0xEF, 0xF4, 0xFE, 0xFF,
        ]

    private func mutate(_ bytes: inout [UInt8], _ noise: inout Noise) {
        let at = noise.next(below: bytes.count + 1)
        let end = min(bytes.count, at + noise.next(below: noise.one(of: [2, 8, 60, 4_000])))
        let part = Array(bytes[at..<end])
        switch noise.next(below: 10) {
        case 0 where at < bytes.count: bytes[at] ^= 1 << UInt8(noise.next(below: 8))
        case 1 where at < bytes.count: bytes[at] = noise.one(of: Self.telling)
        case 2: bytes.insert(noise.one(of: Self.telling), at: at)
        case 3: bytes.removeSubrange(at..<end)
        case 4: bytes.removeSubrange(at...)
        case 5:
            let times = noise.one(of: [2, 3, 50])
            bytes.insert(contentsOf: (0..<times).flatMap { _ in part }, at: at)
        case 6: bytes.insert(contentsOf: part, at: noise.next(below: bytes.count + 1))
        case 7:
            let other = noise.one(of: seeds).bytes
            let start = noise.next(below: other.count + 1)
            bytes.insert(contentsOf: other[start...].prefix(1 + noise.next(below: 300)), at: at)
        case 8:
            bytes.insert(contentsOf: noise.one(of: [[0xEF, 0xBB, 0xBF], [0xFF, 0xFE]]), at: 0)
        // Longer than a block, once in a while.
        default:
            guard noise.next(below: 40) == 0, !bytes.isEmpty else { return }
            let whole = bytes
            while bytes.count < 300_000 { bytes += whole }
        }
    }
}
