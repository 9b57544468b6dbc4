import Records

/// A name in a file is that of one column.
extension Report {
    /// Files' headers are compared without case and outer blanks, so aliases are too.
    func checkAliases(_ mistakes: inout [Mistake]) {
        var owners: [String: [(nth: Int?, column: String)]] = [:]
        for column in columns where column.aliases.first == ColumnName(column.name) {
            owners[Self.folded(column.name)] = [(nil, column.name)]
        }
        for column in columns {
            for node in column.aliasNodes {
                let name = ReportColumn.name(node)
                if name.nth == 0, let nth = node["nth"] {
                    mistakes.append(Mistake(on: nth, "'nth' counts from 1"))
                }
                let key = Self.folded(name.text)
                let known = owners[key] ?? []
                if let message = Self.clash(name, of: column.name, with: known) {
                    mistakes.append(Mistake(on: node["name"] ?? node, message))
                }
                owners[key] = known + [(name.nth, column.name)]
            }
        }
    }

    /// Why a name cannot be a column's, beside those that it has been already.
    private static func clash(
        _ name: ColumnName, of column: String, with known: [(nth: Int?, column: String)]
    ) -> String? {
        for (nth, owner) in known {
            switch (nth, name.nth) {
            case (nil, nil) where owner == column: continue
            case (let old?, let new?) where old == new && owner == column: continue
            case (nil, nil):
                return
                    "'\(name.text)' is a name of '\(owner)' already; a name stands for one column"
            case (let old?, let new?) where old == new:
                return "'\(name.text)' number \(new) is a name of '\(owner)' already"
            case (_?, _?) where owner == column:
                return "'\(owner)' is one of the columns '\(name.text)', not two"
            case (_?, _?): continue
            default:
                return "'\(name.text)' is a name of '\(owner)' already;"
                    + " say with 'nth' which of them each is"
            }
        }
        return nil
    }

    private static func folded(_ name: String) -> String {
        var name = Substring(name.lowercased())
        while name.first?.isWhitespace == true { name.removeFirst() }
        while name.last?.isWhitespace == true { name.removeLast() }
        return String(name)
    }

    func checkPresence(_ fields: Fields, _ mistakes: inout [Mistake]) {
        for node in fields.textNodes("without") where node.text != "*" {
            checkColumn(node, of: "without", &mistakes)
            guard let column = column(node.text ?? ""), column.isRequired || column.isHeading else {
                continue
            }
            mistakes.append(Mistake(on: node, "a file without '\(column.name)' is refused"))
        }
    }

    func checkAmazon(_ fields: Fields, _ mistakes: inout [Mistake]) {
        guard let amazon = fields.fields("amazon") else { return }
        if let sku = amazon.node("sku") { checkColumn(sku, of: "sku", &mistakes) }
        if let shows = amazon.node("where") { checkColumn(shows, of: "where", &mistakes) }
        guard amazon.isGiven("equal") != amazon.isGiven("above") else {
            mistakes.append(
                fields.mistake("amazon", "'amazon' has either 'equal' or 'above'"))
            return
        }
        if let column = column(amazon.word("sku")), column.kind != .text {
            mistakes.append(amazon.mistake("sku", "a seller-sku is in a column of kind \"text\""))
        }
        guard let kind = column(amazon.word("where"))?.kind else { return }
        if amazon.isGiven("equal"), kind != .text {
            mistakes.append(
                amazon.mistake("where", "'equal' is for a column of kind \"text\""))
        }
        if amazon.isGiven("above"), kind != .count, kind != .integer {
            mistakes.append(
                amazon.mistake(
                    "where", "'above' is for a column of kind \"count\" or \"integer\""))
        }
    }
}
