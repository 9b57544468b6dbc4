import Catalog
import Ledgers
import Records

/// What the queries of a catalog are, held against a ledger in memory that has the tables of all books;
/// each is held against it once, however many stages use it.
final class QueryShapes {
    private let ledger: Ledger
    /// By the text of the query.
    private var known: [String: QueryShape] = [:]

    private init(_ catalog: Catalog) throws(Failure) {
        ledger = try Ledger()
        for name in try catalog.names(of: BookDefinition.self) {
            // A book that cannot be read is a mistake of its own.
            let book: BookDefinition? = try? catalog.find(name)
            if let book { try ledger.prepare(book.form) }
        }
    }

    /// Those of a catalog, for as long as its definitions are read.
    static func of(_ catalog: Catalog) throws(Failure) -> QueryShapes {
        if let shapes = catalog.companions["queries"] as? QueryShapes { return shapes }
        let shapes = try QueryShapes(catalog)
        catalog.companions["queries"] = shapes
        return shapes
    }

    func shape(of sql: String) throws(QueryFault) -> QueryShape {
        if let shape = known[sql] { return shape }
        let shape = try ledger.shape(of: sql)
        known[sql] = shape
        return shape
    }
}
