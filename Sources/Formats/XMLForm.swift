import Records

/// How the rows of XML files are written.
package struct XMLForm: Sendable, Hashable {
    package enum Several: String, CaseIterable, Sendable { case first, sum, join }

    package struct Column: Sendable, Hashable {
        package var name: String
        /// The first that stands counts.
        package var paths: [XMLPath]
        /// What several elements of one path come to.
        package var several: Several

        package init(name: String, paths: [XMLPath], several: Several) {
            self.name = name
            self.paths = paths
            self.several = several
        }
    }

    /// The MessageType that a file must have; empty: any.
    package var message: String
    /// The elements that lead to a row, the root first, the row's own last; at least two.
    package var rows: [String]
    package var columns: [Column]

    package init(message: String, rows: [String], columns: [Column]) {
        self.message = message
        self.rows = rows
        self.columns = columns
    }
}
