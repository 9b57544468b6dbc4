import Foundation
import MadeShops
import Records

/// Who drops files into a shop: some well, some badly, some that are none.
struct SoakWriter {
    /// A file that was dropped whole, for the last time of its bytes.
    struct Good {
        var name: String
        var bytes: Data
    }

    /// A file that is being written, and goes on at a time.
    private struct Slow {
        var path: String
        var rest: Data
        var next: Date
        /// Held open all the while, or opened again for each piece.
        var handle: FileHandle?
        /// What it is to be renamed to, when it is whole.
        var target: String?
        var name: String
        var bytes: Data
    }

    private static let orders = 500

    private let root: String
    private let inbox: String
    private var noise: Noise
    private var slow: [Slow] = []
    private var number = 0
    private var nextOrder = 0
    private var stocked = [Int](repeating: 100, count: 50)
    private var lastStock = Date.distantPast
    /// What vanishes, and when.
    private var vanishing: [(path: String, when: Date)] = []
    /// Files that are right, in the order in which they were whole.
    private(set) var good: [Good] = []
    /// Bytes that were dropped, each as often as it was.
    private(set) var dropped: [Data: Int] = [:]
    /// Bytes that were dropped and taken away again: they may have been taken.
    private(set) var vanished: [Data: Int] = [:]
    /// What can be no file, by the kind of thing.
    private(set) var odd: [String: Int] = [:]
    /// Names that must never be touched.
    private(set) var temporary: [String] = []

    init(_ root: String, seed: Int) {
        self.root = root
        inbox = root + "/inbox"
        noise = Noise(seed &+ 1)
    }

    var summary: String {
        "\(dropped.values.reduce(0, +)) files (\(good.count) good), \(vanished.count) vanished, "
            + "\(odd.values.reduce(0, +)) that were none"
    }

    /// Lays mappings, listings and the orders that all else is about.
    mutating func begin() throws {
        var skus = "seller-sku\titem\n"
        var listings =
            "seller-sku\tquantity\titem-name\tlisting-id\tprice\topen-date\tproduct-id\tfulfillment-channel\tstatus\tasin1\titem-condition\titem-note\tproduct-id-type\n"
        for sku in 0..<50 {
            skus += "SKU-\(sku)\tITEM-\(sku)\n"
            listings +=
                "SKU-\(sku)\t200\tThing\t\(sku)\t9.99\t2026-01-01\tB00\tDEFAULT\tActive\tB00\t11\t\t1\n"
        }
        try Data(skus.utf8).write(to: URL(fileURLWithPath: root + "/mappings/skus.tsv"))
        try drop("DE/listings.txt", Data(listings.utf8))
        var orders =
            "order-id\torder-item-id\tpurchase-date\tpayments-date\tbuyer-name\tsku\tquantity-purchased\tcurrency\titem-price\titem-tax\tshipping-price\tshipping-tax\tship-service-level\trecipient-name\tship-country\tsales-channel\n"
        let day = Self.bought
        for order in 0..<Self.orders {
            orders +=
                "\(Self.id(order))\t\(50_000_000_000_000 + order)\t\(day)T09:00:00+00:00\t\(day)T09:00:00+00:00\tAda Muster\tSKU-\(order % 50)\t2\tEUR\t20.00\t3.20\t4.00\t0.64\tStandard\tAda Muster\tDE\tAmazon.de\n"
        }
        try drop("orders.txt", Data(orders.utf8))
    }

    /// Days that are over, decided once: a despatch of today without a time is at noon or, before that, at
    /// the moment of reading, which no second reading has; and a soak may go on past midnight.
    private static let bought = day(ago: 3)
    private static let despatched = day(ago: 2)

    private static func day(ago days: Int) -> String {
        let format = DateFormatter()
        format.dateFormat = "yyyy-MM-dd"
        format.timeZone = TimeZone(secondsFromGMT: 0)
        format.locale = Locale(identifier: "en_US_POSIX")
        return format.string(from: Date().addingTimeInterval(-86_400 * Double(days)))
    }

    private static func id(_ order: Int) -> String {
        let text = String(1_000_000 + order)
        return "302-\(text)-\(text)"
    }

    /// Does one thing, and waits a little.
    mutating func step() throws {
        try goOnWriting()
        number += 1
        switch noise.next(below: 20) {
        case 0..<6: try dropSomehow("despatches-\(number).txt", despatches(), isGood: true)
        case 6..<9: try dropSomehow("refunds-\(number).txt", refunds(), isGood: true)
        case 9, 10:
            // Two stock files of one second would leave open which of them is the newer one.
            guard Date().timeIntervalSince(lastStock) > 4 else { break }
            lastStock = Date()
            try dropSomehow("stock-\(number).txt", stock(), isGood: true)
        case 11:
            if let again = good.isEmpty ? nil : noise.pick(good) {
                try drop("again-\(number).txt", again.bytes)
            }
        case 12:
            try dropSomehow(
                "junk-\(number).txt", Data("junk \(number)\nno table\n".utf8), isGood: false)
        case 13: try drop("empty-\(number).txt", Data())
        case 14:
            let bytes = Data("vanishing \(number)\n".utf8)
            vanished[bytes] = 1
            try bytes.write(to: URL(fileURLWithPath: "\(inbox)/vanishing-\(number).txt"))
            vanishing.append(
                (
                    "\(inbox)/vanishing-\(number).txt",
                    Date().addingTimeInterval(Double(noise.next(below: 2_000)) / 1_000)
                ))
        case 15: try makeOdd()
        case 16:
            let name = "\(inbox)/never-\(number).txt\(noise.pick([".part", ".tmp", "~"]))"
            try Data("half".utf8).write(to: URL(fileURLWithPath: name))
            temporary.append(name)
        default: break
        }
        Thread.sleep(forTimeInterval: Double(noise.next(below: 60)) / 1_000)
    }

    private mutating func despatches() -> Data {
        var text = "despatch-id\torder-id\tdespatch-date\tcarrier\ttracking-number\n"
        for _ in 0...noise.next(below: 3) {
            nextOrder = (nextOrder + 1) % Self.orders
            // The same despatch with the same content, in whatever file, is one.
            text +=
                "L-\(nextOrder)\t\(Self.id(nextOrder))\t\(Self.despatched)\tDHL\tT\(nextOrder)\n"
        }
        return Data(text.utf8)
    }

    private mutating func refunds() -> Data {
        var text = "refund-id\torder-id\tsku\tprincipal\tcurrency\treason\n"
        let order = noise.next(below: Self.orders)
        text += "R-\(order)\t\(Self.id(order))\tSKU-\(order % 50)\t1.00\tEUR\treturn\n"
        return Data(text.utf8)
    }

    private mutating func stock() -> Data {
        var text = "item\tlocation\tquantity\n"
        // Not more than ten go up: no guard is to stop them.
        for item in 0..<10 { stocked[item * 5 + number % 5] = 100 + noise.next(below: 40) }
        for (item, quantity) in stocked.enumerated() { text += "ITEM-\(item)\tMAIN\t\(quantity)\n" }
        return Data(text.utf8)
    }

    private mutating func dropSomehow(_ name: String, _ bytes: Data, isGood: Bool) throws {
        let path = "\(inbox)/\(name)"
        switch noise.next(below: 5) {
        case 0, 1:
            try drop(name, bytes)
            if isGood { good.append(Good(name: name, bytes: bytes)) }
        case 2:
            // Half of it, and the rest when it pleases.
            let half = bytes.count / 2
            try bytes.prefix(half).write(to: URL(fileURLWithPath: path))
            let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
            try handle.seekToEnd()
            slow.append(
                Slow(
                    path: path, rest: bytes.dropFirst(half),
                    next: Date().addingTimeInterval(Double(noise.next(below: 4_000)) / 1_000),
                    handle: handle, name: name, bytes: bytes))
        case 3:
            // Closed between the pieces, but not for long.
            let half = bytes.count / 2
            try bytes.prefix(half).write(to: URL(fileURLWithPath: path))
            slow.append(
                Slow(
                    path: path, rest: bytes.dropFirst(half),
                    next: Date().addingTimeInterval(Double(noise.next(below: 300)) / 1_000),
                    name: name,
                    bytes: bytes))
        default:
            let half = bytes.count / 2
            try bytes.prefix(half).write(to: URL(fileURLWithPath: path + ".part"))
            slow.append(
                Slow(
                    path: path + ".part", rest: bytes.dropFirst(half),
                    next: Date().addingTimeInterval(Double(noise.next(below: 3_000)) / 1_000),
                    target: path,
                    name: name, bytes: bytes))
        }
    }

    private mutating func goOnWriting() throws {
        let now = Date()
        for (path, when) in vanishing where when < now { unlink(path) }
        vanishing.removeAll { $0.when < now }
        for entry in slow where entry.next < now {
            let handle =
                try entry.handle ?? FileHandle(forWritingTo: URL(fileURLWithPath: entry.path))
            try handle.seekToEnd()
            try handle.write(contentsOf: entry.rest)
            try handle.close()
            if let target = entry.target { rename(entry.path, target) }
            dropped[entry.bytes, default: 0] += 1
            if !entry.name.hasPrefix("junk") {
                good.append(Good(name: entry.name, bytes: entry.bytes))
            }
        }
        slow.removeAll { $0.next < now }
    }

    private mutating func drop(_ name: String, _ bytes: Data) throws {
        try bytes.write(to: URL(fileURLWithPath: "\(inbox)/\(name)"))
        dropped[bytes, default: 0] += 1
    }

    private mutating func makeOdd() throws {
        let kind = noise.next(below: 6)
        let name = "\(inbox)/odd-\(number)"
        switch kind {
        case 0: symlink("/etc/passwd", name)
        case 1: mkfifo(name, 0o600)
        case 2: close(open(name + "\nlines", O_CREAT | O_WRONLY, 0o600))
        case 3:
            let path = name.utf8CString.dropLast() + [CChar(bitPattern: 0xE4), 0]
            close(open(Array(path), O_CREAT | O_WRONLY, 0o600))
        case 4:
            mkdir(name, 0o700)
            let old = [
                timeval(tv_sec: 1_000_000_000, tv_usec: 0),
                timeval(tv_sec: 1_000_000_000, tv_usec: 0),
            ]
            utimes(name, old)
        default:
            let file = open(name + ".huge", O_CREAT | O_WRONLY, 0o600)
            ftruncate(file, 2 << 20)
            close(file)
        }
        odd["odd-\(number)"] = 1
    }

    /// Writes to its end what was begun.
    mutating func finish() throws {
        while !slow.isEmpty || !vanishing.isEmpty {
            try goOnWriting()
            Thread.sleep(forTimeInterval: 0.02)
        }
    }

    /// What lies in the inbox that should not stay there.
    func left() -> [String] {
        let names = FileManager.default.enumerator(atPath: inbox)?.allObjects as? [String] ?? []
        let kept = Set(temporary.map { String($0.dropFirst(inbox.count + 1)) } + ["DE"])
        return names.filter { !kept.contains($0) && !$0.hasSuffix(".claimed") }
    }

    func isEverythingTaken() -> Bool { left().isEmpty }
}
