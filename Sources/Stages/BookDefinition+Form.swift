import Catalog
import Ledgers
import Records

extension BookDefinition {
    /// As the ledger keeps it.
    var form: BookForm {
        BookForm(
            name: name, columns: columns.map { BookForm.Column(name: $0.name, kind: $0.kind) },
            indexes: indexes)
    }
}

extension Run {
    /// Makes the tables of all books, so that a query finds each, filled or not.
    func prepareBooks() throws(Failure) {
        for book in try catalog.books() { try ledger.prepare(book.form) }
    }
}
