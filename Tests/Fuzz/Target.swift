import Formats
import Foundation

/// A reader to be fed with broken files.
///
/// To add one: a type, and a line in `all`.
struct Target: Sendable {
    let name: String
    /// Whether a file of the samples, by its name there, is one to start from.
    let takes: @Sendable (String) -> Bool
    /// Makes what reads: once for each child.
    let begin: @Sendable () -> any Feeding

    static let all: [Target] = [
        Target(
            name: "tsv", takes: { $0.hasSuffix(".txt") || $0.hasSuffix(".tsv") },
            begin: { RowsFeeding(.tsv) }),
        Target(
            name: "wrapped", takes: { $0.contains("/quotes-") && $0.hasSuffix(".txt") },
            begin: { RowsFeeding(.tsv, isWrapped: true) }),
        Target(name: "csv", takes: { $0.hasSuffix(".csv") }, begin: { RowsFeeding(.csv) }),
        Target(
            name: "json", takes: { $0.contains("/json-") && $0.hasSuffix(".json") },
            begin: { RowsFeeding(.json) }),
        Target(
            name: "xml", takes: { $0.contains("/odd-xml/") && $0.hasSuffix(".xml") },
            begin: { XMLFeeding() }),
        Target(
            name: "answers", takes: { $0.contains("/answers/forms/") },
            begin: { AnswersFeeding() }),
        Target(
            name: "encodings", takes: { $0.contains("/encoding-") && !$0.hasSuffix(".json5") },
            begin: { BytesFeeding() }),
        Target(name: "gzip", takes: { $0.contains("gzip") }, begin: { BytesFeeding() }),
        Target(
            name: "definitions",
            takes: { $0.contains("pipelines/") && $0.hasSuffix(".json5") },
            begin: { ShopFeeding() }),
        Target(
            name: "settings", takes: { $0.hasSuffix("feedmill.json5") },
            begin: { ShopFeeding() }),
        Target(
            name: "mappings", takes: { $0.contains("/mappings/") },
            begin: { ShopFeeding() }),
    ]
}

/// What reads inputs, and says what is wrong with how it did.
protocol Feeding {
    /// Reads an input that was made of `seed`, a file of the samples. The answer is what must not be,
    /// nil where all is well; that the input is refused is no fault. `noise` is for what may vary.
    mutating func feed(_ input: [UInt8], from seed: String, _ noise: inout Noise) -> String?
}
