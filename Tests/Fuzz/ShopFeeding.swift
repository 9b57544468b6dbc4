import Engine
import Files
import Foundation
import Records

/// Checks a shop in which one file is broken: it is in order, or each mistake has its place in it.
struct ShopFeeding: Feeding {
    private let disk: Disk
    private let scratch = ScratchFile()

    init() {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let shop = scratch.shop
        try? FileManager.default.removeItem(atPath: shop)
        disk = Disk(root: shop)
        do {
            try FileManager.default.copyItem(
                atPath: root.path + "/samples/shop", toPath: shop)
            _ = try NewShop(disk: disk, shipped: Disk(root: root.path))
        } catch {
            fatalError("cannot lay a shop: \(error)")
        }
    }

    mutating func feed(_ input: [UInt8], from seed: String, _ noise: inout Noise) -> String? {
        // Its place in the shop is what the sample's name ends with.
        let parts = seed.split(separator: "/").map(String.init)
        let start =
            parts.lastIndex { $0 == "pipelines" || $0 == "mappings" } ?? parts.count - 1
        let name = parts[start...].joined(separator: "/")
        let url = URL(fileURLWithPath: disk.path(name))
        let before = try? Data(contentsOf: url)
        guard (try? Data(input).write(to: url)) != nil else { return nil }
        defer {
            if let before {
                try? before.write(to: url)
            } else {
                try? FileManager.default.removeItem(at: url)
            }
        }
        do throws(Failure) {
            _ = try Check(disk: disk, now: 1_760_000_000)
        } catch {
            guard let place = error.place else { return "no place: \(error.text)" }
            // JSON5 ends lines at LF, CR, U+2028 and U+2029.
            let lines =
                String(decoding: input, as: UTF8.self).unicodeScalars.count {
                    [10, 13, 0x2028, 0x2029].contains($0.value)
                } + 1
            if place.file == name, let line = place.line, !(1...lines).contains(line) {
                return "a place outside the file: \(error.text)"
            }
        }
        return nil
    }
}
