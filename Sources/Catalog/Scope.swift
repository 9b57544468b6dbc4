/// Whom Amazon is told about.
package enum Scope: Sendable, Equatable {
    /// Nobody: documents are made and marked as such.
    case dry
    case all
    /// Some pools (nil: all), and in them some SKUs (nil: all).
    case some(pools: Set<String>?, skus: SKUs?)

    /// SKUs by name and by how they begin.
    package struct SKUs: Sendable, Equatable {
        package var exact: Set<String>
        package var prefixes: [String]

        /// Takes texts as written: a star at the end stands for any ending.
        init(_ texts: [String]) {
            exact = Set(texts.filter { !$0.hasSuffix("*") })
            prefixes = texts.filter { $0.hasSuffix("*") }.map { String($0.dropLast()) }
        }

        package func contains(_ sku: String) -> Bool {
            exact.contains(sku) || prefixes.contains { sku.hasPrefix($0) }
        }
    }

    package func covers(pool: String, sku: String) -> Bool {
        switch self {
        case .dry: false
        case .all: true
        case .some(let pools, let skus):
            pools?.contains(pool) ?? true && skus?.contains(sku) ?? true
        }
    }
}
