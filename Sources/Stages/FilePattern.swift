import Catalog

/// Where a stage looks for dropped files: `inbox/stock*`, `inbox/{marketplace}/*`.
package struct FilePattern: Sendable {
    private static let marketplace = "{marketplace}"

    package let text: String

    package init(_ text: String) { self.text = text }

    package var goesByMarketplace: Bool { text.contains(Self.marketplace) }

    /// The folders and the names in them that it stands for. `{marketplace}` is the folder of one; in a
    /// shop of a single marketplace also no folder at all, as there is no doubt then.
    package func places(_ code: String, of shop: Shop) -> [(folder: String, glob: String)] {
        var texts = [text.replacing(Self.marketplace, with: code)]
        if goesByMarketplace, shop.marketplaces.count == 1 {
            texts.append(text.replacing(Self.marketplace + "/", with: ""))
        }
        return texts.map { text in
            guard let slash = text.lastIndex(of: "/") else { return ("", text) }
            return (String(text[..<slash]), String(text[text.index(after: slash)...]))
        }
    }

    /// The same for every marketplace of a shop.
    package func places(of shop: Shop) -> [(folder: String, glob: String)] {
        goesByMarketplace
            ? shop.marketplaces.flatMap { places($0.code, of: shop) } : places("", of: shop)
    }

    /// Whether a name fits a pattern, in which `*` stands for anything and `?` for one character.
    package static func fits(_ name: String, _ glob: String) -> Bool {
        fits(Array(name)[...], Array(glob)[...])
    }

    private static func fits(_ name: ArraySlice<Character>, _ glob: ArraySlice<Character>) -> Bool {
        guard let first = glob.first else { return name.isEmpty }
        if first == "*" {
            return fits(name, glob.dropFirst()) || !name.isEmpty && fits(name.dropFirst(), glob)
        }
        guard let letter = name.first, first == "?" || first == letter else { return false }
        return fits(name.dropFirst(), glob.dropFirst())
    }
}
