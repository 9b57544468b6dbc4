import Records

/// The definitions of one shop, each read when it is first asked for and then remembered.
///
/// It reads through the closures it is given, so it sees the files as they are at that moment and
/// nothing else. Not for several threads at once.
package final class Catalog {
    package typealias Read = (_ file: String) throws(Failure) -> [UInt8]?
    package typealias List = (_ folder: String) throws(Failure) -> [String]

    /// The text of each file read so far, by its name: what carets are drawn under.
    package private(set) var sources: [String: String] = [:]
    /// What those keep here who make something of the definitions, for as long as these are read.
    package var companions: [String: AnyObject] = [:]
    private var known: [String: Reading] = [:]
    private var folders: [String: [String]] = [:]
    let read: Read
    let list: List
    private let hasZone: (String) -> Bool

    private enum Reading {
        case good(any Definition)
        case bad([Mistake])
        case missing
    }

    /// `read` gives the bytes of a file named relative to the shop, nil where it is missing; `list`
    /// the names of the files in a folder, none where it is missing; `hasZone` says whether the
    /// system knows a time zone.
    package init(
        read: @escaping Read, list: @escaping List,
        hasZone: @escaping (String) -> Bool = { _ in true }
    ) {
        self.read = read
        self.list = list
        self.hasZone = hasZone
    }

    package func shop() throws(Failure) -> Shop {
        switch try reading(Shop.self, "feedmill") {
        case .good(let shop as Shop): return shop
        case .bad(let mistakes): throw failure(mistakes) ?? Self.noShop
        default: throw Self.noShop
        }
    }

    private static var noShop: Failure {
        Failure(
            .definition, "there is no feedmill.json5 here: 'feedmill init' makes a new shop")
    }

    package func pipeline(_ name: String) throws(Failure) -> Pipeline { try find(name) }
    package func report(_ name: String) throws(Failure) -> Report { try find(name) }
    package func table(_ name: String) throws(Failure) -> TableDefinition { try find(name) }
    package func feed(_ name: String) throws(Failure) -> FeedDefinition { try find(name) }

    /// All reports, in the order of their names.
    package func reports() throws(Failure) -> [Report] {
        var reports: [Report] = []
        for name in try names(of: Report.self) { reports.append(try find(name)) }
        return reports
    }

    /// All books, in the order of their names.
    package func books() throws(Failure) -> [BookDefinition] {
        var books: [BookDefinition] = []
        for name in try names(of: BookDefinition.self) { books.append(try find(name)) }
        return books
    }

    /// The names of all definitions of a kind, whether they can be read or not, sorted.
    package func names<D: Definition>(of type: D.Type) throws(Failure) -> [String] {
        if let names = folders[D.folder] { return names }
        let names = try list(D.folder)
            .filter { $0.hasSuffix(".json5") && !$0.hasPrefix(".") }
            .map { String($0.dropLast(6)) }
            .sorted()
        folders[D.folder] = names
        return names
    }

    /// The definition of a name that a person gave; a failure says what is wrong with it or its name.
    package func find<D: Definition>(_ name: String) throws(Failure) -> D {
        switch try reading(D.self, name) {
        case .good(let definition as D): return definition
        case .bad(let mistakes):
            if let failure = failure(mistakes) { throw failure }
        default: break
        }
        let hint = Mistake.hint(for: name, in: try names(of: D.self))
        throw Failure(
            .definition, "there is no \(D.what) '\(name)'", detail: hint.map { ["  " + $0] } ?? [])
    }

    /// The definition that a text in another definition names; nil, and mistakes, where there is
    /// none or it cannot be read.
    package func find<D: Definition>(
        _ type: D.Type, _ node: Node, _ mistakes: inout [Mistake]
    ) throws(Failure) -> D? {
        let name = node.text ?? ""
        let found: D? = try taken(name, &mistakes)
        if found == nil, case .missing = try reading(D.self, name) {
            mistakes.append(
                Mistake(
                    on: node, "there is no \(D.what) '\(name)'",
                    hint: Mistake.hint(for: name, in: try names(of: D.self))))
        }
        return found
    }

    /// The definition of a name; nil where there is none, and nil and its mistakes where it cannot
    /// be read.
    private func taken<D: Definition>(
        _ name: String, _ mistakes: inout [Mistake]
    ) throws(Failure) -> D? {
        switch try reading(D.self, name) {
        case .good(let definition): return definition as? D
        case .bad(let found): mistakes += found
        case .missing: break
        }
        return nil
    }

    /// Every mistake in every definition of the shop, and in what its own settings name.
    package func mistakes() throws(Failure) -> [Mistake] {
        var mistakes: [Mistake] = []
        let shop: Shop? = try taken("feedmill", &mistakes)
        if let shop { try checkFeeds(of: shop, &mistakes) }
        try check(Pipeline.self, &mistakes)
        try check(Report.self, &mistakes)
        try check(TableDefinition.self, &mistakes)
        try check(FeedDefinition.self, &mistakes)
        try check(BookDefinition.self, &mistakes)
        return mistakes
    }

    private func check<D: Definition>(
        _ type: D.Type, _ mistakes: inout [Mistake]
    ) throws(Failure) {
        for name in try names(of: type) {
            let _: D? = try taken(name, &mistakes)
        }
    }

    /// Mistakes as one failure, each with its source line and a caret; nil where there is none.
    package func failure(_ mistakes: [Mistake]) -> Failure? {
        Failure(mistakes, sources: sources)
    }

    /// What tells whether a definition has changed.
    package func digest(of definition: some Definition) -> Digest { Digest(of: definition.source) }

    private func reading<D: Definition>(
        _ type: D.Type, _ name: String
    ) throws(Failure) -> Reading {
        let file = D.file(name)
        if let reading = known[file] { return reading }
        let isThere = try names(of: type).contains(name)
        let bytes = isThere ? try read(file) : nil
        let reading = bytes.map { parse(type, $0, name: name, file: file) } ?? .missing
        known[file] = reading
        return reading
    }

    /// Keeps the text of a file that is no JSON5, for carets.
    func remember(_ text: String, _ file: String) { sources[file] = text }

    private func parse<D: Definition>(
        _ type: D.Type, _ bytes: [UInt8], name: String, file: String
    ) -> Reading {
        sources[file] = String(decoding: bytes, as: UTF8.self)
        var mistakes: [Mistake] = []
        do throws(Mistake) {
            let node = try JSON5Reader.read(bytes, file: file)
            let definition = type.init(node, name: name, &mistakes)
            if let shop = definition as? Shop, !hasZone(shop.zone) {
                mistakes.append(Shop.noZone(shop.zone, shop.zoneNode))
            }
            if let definition, mistakes.isEmpty { return .good(definition) }
        } catch {
            mistakes = [error]
        }
        return .bad(mistakes)
    }
}
