import Records
import Testing

@testable import Catalog

@Suite("What is wrong in definition files")
struct DefinitionMistakeTests {
    /// What to change in a good file, and what is answered.
    struct Slip: Sendable, CustomTestStringConvertible {
        var file: String
        var from: String
        var to: String
        var want: String
        var testDescription: String { "\(from) -> \(to)" }

        init(_ file: String, _ from: String, _ to: String, _ want: String) {
            (self.file, self.from, self.to, self.want) = (file, from, to, want)
        }
    }

    static let shop = "feedmill.json5"
    static let pipeline = "pipelines/nightly.json5"
    static let report = "pipelines/reports/stock.json5"
    static let table = "pipelines/tables/on-hand.json5"
    static let feed = "pipelines/feeds/inventory.json5"

    static let slips: [Slip] = [
        Slip(
            shop, "seller:", "sellr:", "2:3+5 a shop has no field 'sellr' [did you mean 'seller'?]"),
        Slip(
            shop, "\"eu\"", "\"europe\"",
            "2:29+8 'region' is \"eu\", \"na\" or \"fe\", not \"europe\""),
        Slip(
            shop, "\"DE\", \"UK\"", "\"DE\", \"GB\"",
            "2:56+4 there is no marketplace 'GB' [Amazon writes UK]"),
        Slip(
            shop, "\"DE\", \"UK\"", "\"DE\", \"FRR\"",
            "2:56+5 there is no marketplace 'FRR' [did you mean 'FR'?]"),
        Slip(
            shop, "\"DE\", \"UK\"", "\"DE\", \"US\"",
            "2:56+4 'US' is of region \"na\", the shop of \"eu\": a shop is one account"),
        Slip(shop, "\"DE\", \"UK\"", "\"DE\", \"DE\"", "2:56+4 'DE' stands here twice"),
        Slip(shop, "[\"DE\", \"UK\"]", "[]", "2:49+1 'marketplaces' is an empty list"),
        Slip(
            shop, "Europe/Berlin", "Berlin",
            "2:76+8 there is no time zone 'Berlin' [names are such as Europe/Berlin or America/New_York]"
        ),
        Slip(
            shop, "Europe/Berlin", "Europe/Atlantis",
            "2:76+17 there is no time zone 'Europe/Atlantis' [names are such as Europe/Berlin or America/New_York]"
        ),
        Slip(
            shop, "feeds:", "pools: { a: [\"DE\"] }, feeds:",
            "3:10+1 'UK' is in no pool; each is in one"),
        Slip(
            shop, "feeds:", "pools: { a: \"DE\", b: [\"UK\", \"DE\"] }, feeds:",
            "3:31+4 'DE' is in pool 'a' already"),
        Slip(
            shop, "feeds:", "pools: { a: [\"DE\", \"UK\", \"FR\"] }, feeds:",
            "3:28+4 the shop has no marketplace 'FR' [there are 'DE' and 'UK']"),
        Slip(
            shop, "feeds:", "pools: { \"A B\": [\"DE\", \"UK\"] }, feeds:",
            "3:13+3 'A B' is not a name of small letters, digits and hyphens"),
        Slip(
            shop, "feeds:", "tell: \"onn\", feeds:",
            "3:9+5 'tell' is \"dry\" or \"on\", or an object, not \"onn\" [did you mean \"on\"?]"),
        Slip(
            shop, "feeds:", "tell: {}, feeds:",
            "3:9+1 'tell' names neither marketplaces nor skus [for all write \"on\", for none \"dry\"]"
        ),
        Slip(
            shop, "feeds:", "tell: { marketplaces: [\"DE\"] }, feeds:",
            "3:26+4 'DE' shares pool 'eu' with 'UK': name all of a pool, or part it in 'pools'"),
        Slip(
            shop, "feeds:", "tell: { marketplaces: [\"FR\"] }, feeds:",
            "3:26+4 the shop has no marketplace 'FR' [there are 'DE' and 'UK']"),
        Slip(
            shop, "feeds:", "tell: { skus: [\"A*B\"] }, feeds:",
            "3:18+5 a '*' stands at the end of a sku only"),
        Slip(
            shop, "feeds:", "tell: { sku: [\"A\"] }, feeds:",
            "3:11+3 'tell' has no field 'sku' [did you mean 'skus'?]"),
        Slip(shop, "feeds:", "guards: [], feeds:", "3:11+1 'guards' is an object, not a list"),
        Slip(
            shop, "\"hand\"", "\"mail\"",
            "3:51+6 'deliver' is \"drop\", \"hand\" or \"api\", not \"mail\""),
        Slip(
            shop, "\"hand\"", "\"api\"",
            "3:51+5 dialect 'flat' is delivered by \"hand\" or \"drop\", not \"api\""),
        Slip(
            shop, "\"flat\"", "\"flatt\"",
            "3:34+7 feed 'inventory' has no dialect 'flatt' [did you mean 'flat'?]"),
        Slip(
            shop, "inventory:", "inventry:",
            "3:12+8 there is no feed 'inventry' [did you mean 'inventory'?]"),
        Slip(
            pipeline, "stages:", "stags:",
            "4:3+5 a pipeline has no field 'stags' [did you mean 'stages'?]"),
        Slip(
            pipeline, "30 2 * * *", "30 2 * *",
            "3:13+10 a schedule has five fields, minute hour day month weekday [such as \"30 2 * * *\"]"
        ),
        Slip(
            pipeline, "into: { feed: \"inventory\" }", "int: { feed: \"inventory\" }",
            "8:7+3 a stage has no field 'int' [did you mean 'into'?]"),
        Slip(
            pipeline, "\"quantities\"", "\"stock\"",
            "6:14+7 there are two stages 'stock', the first at 5:14"),
        Slip(
            pipeline, "\"quantities\"", "\"Quantities\"",
            "6:14+12 'stage' is a name of small letters, digits and hyphens, not \"Quantities\""),
        Slip(
            pipeline, "through: [ { map: \"skus\", missing: \"reject\" } ]", "through: {}",
            "7:16+1 'through' is a list, not an object"),
        Slip(
            pipeline, "{ stage: \"stock\",", "\"stock\", {",
            "5:5+7 a stage is an object, not a text\n5:14+1 a stage needs the field 'stage': its name"
        ),
        Slip(
            report, "columns:", "colums:",
            "3:3+6 a report has no field 'colums' [did you mean 'columns'?]"),
        Slip(
            report, "key: [\"item\", \"location\"]", "key: [\"itm\"]",
            "10:9+5 'key' names 'itm', and the report has no such column [did you mean 'item'?]"),
        Slip(
            report, "location: \"location\"", "location: \"lager\"",
            "10:78+7 'location' names 'lager', and the report has no such column [there are 'item', 'location', 'quantity', 'made' and 'state']"
        ),
        Slip(
            report, ", location: \"location\",", ",",
            "10:56+10 a report that states a location needs the field 'location'"),
        Slip(
            report, "states: \"location\"", "states: \"changes\"",
            "11:11+6 a report of changes says nothing by absence: 'absent' is \"unknown\""),
        Slip(
            report, "{ column: \"made\" }", "{ column: \"mode\" }",
            "11:35+6 'column' names 'mode', and the report has no such column [did you mean 'made'?]"
        ),
        Slip(
            report, "{ column: \"made\" }", "{ column: \"item\" }",
            "11:35+6 a file's time is in a column of kind \"time\" or \"date\""),
        Slip(
            report, "{ column: \"made\" }", "{ name: \"yyyy-mm-dd\" }",
            "11:33+12 a pattern has yyyy, MM and dd, may have HH, mm and ss, and no others [such as \"yyyy-MM-dd\"]"
        ),
        Slip(
            report, "{ column: \"made\" }", "{ name: \"yyyyMMdd-YY\" }",
            "11:33+13 a pattern has yyyy, MM and dd, may have HH, mm and ss, and no others [such as \"yyyy-MM-dd\"]"
        ),
        Slip(
            report, "{ column: \"made\" }", "{}", "11:25+1 'time' has either a 'column' or a 'name'"
        ),
        Slip(
            report, "\"Bestand\"", "\" SKU \"",
            "6:25+7 ' SKU ' is a name of 'item' already; a name stands for one column"),
        Slip(
            report, "\"Bestand\"", "\"Location\"",
            "6:25+10 'Location' is a name of 'location' already; a name stands for one column"),
        Slip(
            report, "kind: \"count\"", "kind: \"number\"",
            "6:43+8 'kind' is \"text\", \"count\", \"integer\", \"money\", \"percent\", \"date\", \"time\" or \"flag\", not \"number\""
        ),
        Slip(
            report, "quantity: { names", "Quantity: { names",
            "6:5+8 'Quantity' is not a name of small letters, digits and hyphens"),
        Slip(
            report, "otherwise: \"main\", ", "",
            "5:47+1 'for-widths' says when 'otherwise' holds, and it is missing"),
        Slip(
            report, "[\"Bestand\"]", "[{ name: \"Bestand\" }]",
            "6:25+1 an entry of 'names' needs the field 'nth': which column of this name it is, from 1"
        ),
        Slip(
            report, "[\"Bestand\"]", "[{ name: \"Bestand\", nth: 0 }]", "6:49+1 'nth' counts from 1"
        ),
        Slip(
            report, "[\"Bestand\"]", "[{ name: \"Artikel\", nth: 1 }]",
            "6:33+9 'Artikel' is a name of 'item' already; say with 'nth' which of them each is"),
        Slip(
            report, "[\"Artikel\", \"sku\"]",
            "[{ name: \"x\", nth: 1 }, { name: \"x\", nth: 2 }]",
            "4:43+3 'item' is one of the columns 'x', not two"),
        Slip(
            report, "location: { names: \"Lager\"",
            "a: [{ name: \"x\", nth: 2 }], location: { names: [{ name: \"X\", nth: 2 }]",
            "5:61+3 'X' number 2 is a name of 'a' already"),
        Slip(report, "[\"Bestand\"]", "[]", "6:24+1 'names' is an empty list"),
        Slip(
            report, "[\"Bestand\"]", "[1]",
            "6:25+1 an entry of 'names' is a text, or an object, not 1"),
        Slip(
            report, "made: { kind: \"time\" }", "made: { kind: \"count\", forms: \"iso\" }",
            "7:35+5 'forms' is for columns of kind \"date\" or \"time\"\n11:35+6 a file's time is in a column of kind \"time\" or \"date\""
        ),
        Slip(
            report, "made: { kind: \"time\" }", "made: { kind: \"time\", forms: [\"DD.MM.YYYY\"] }",
            "7:35+12 a form has yyyy or yy, MM or MMM, and dd, may have HH, mm, ss and zzz, and no other letters [such as \"dd/MM/yyyy HH:mm:ss zzz\"]"
        ),
        Slip(
            report, "made: { kind: \"time\" }",
            "made: { kind: \"time\", forms: [\"dd.MM.yyyy HH:mm:ss\"] }",
            "7:35+21 a time needs HH, mm and zzz: without a zone it is no instant"),
        Slip(
            report, "made: { kind: \"time\" }",
            "made: { kind: \"date\", forms: [\"iso\", \"MM/dd/yyyy\", \"dd/MM/yyyy\"] }",
            "7:56+12 nobody can say whether 03/04/2001 is 'MM/dd/yyyy' or 'dd/MM/yyyy'"),
        Slip(
            report, "kind: \"count\"", "kind: \"count\", none: [\"--\", \" \"]",
            "6:65+3 an empty cell has no value anyway"),
        Slip(
            report, "about:", "without: [\"stat\", \"*\"], about:",
            "2:13+6 'without' names 'stat', and the report has no such column [did you mean 'state'?]"
        ),
        Slip(
            report, "about:", "without: \"quantity\", about:",
            "2:12+10 a file without 'quantity' is refused"),
        Slip(
            report, "personal: true },\n  },",
            "personal: true, heading: true },\n  }, without: \"state\",",
            "9:15+7 a file without 'state' is refused"),
        Slip(
            report, "about:", "amazon: { sku: \"itm\", where: \"stat\", above: 0 }, about:",
            "2:18+5 'sku' names 'itm', and the report has no such column [did you mean 'item'?]\n2:32+6 'where' names 'stat', and the report has no such column [did you mean 'state'?]"
        ),
        Slip(
            report, "about:", "amazon: { sku: \"item\", where: \"state\" }, about:",
            "2:11+1 'amazon' has either 'equal' or 'above'"),
        Slip(
            report, "about:",
            "amazon: { sku: \"item\", where: \"state\", equal: \"Yes\", above: 0 }, about:",
            "2:11+1 'amazon' has either 'equal' or 'above'"),
        Slip(
            report, "about:",
            "amazon: { sku: \"item\", where: \"quantity\", equal: \"1\" }, about:",
            "2:33+10 'equal' is for a column of kind \"text\""),
        Slip(
            report, "about:", "amazon: { sku: \"made\", where: \"state\", above: 0 }, about:",
            "2:18+6 a seller-sku is in a column of kind \"text\"\n2:33+7 'above' is for a column of kind \"count\" or \"integer\""
        ),
        Slip(
            report, "about:", "amazon: { sku: \"item\", above: 1 }, about:",
            "2:11+1 'amazon' needs the field 'where': the column that shows it"),
        Slip(
            report, "required: true", "required: true, otherwise: \"0\"",
            "6:62+4 a required column has no use for 'otherwise'"),
        Slip(
            report, "required: true", "otherwise: \"none\"",
            "6:63+6 'otherwise' is a whole number such as 12, not \"none\""),
        Slip(
            report, "[2, 3]", "[2, \"3\"]",
            "5:70+3 an entry of 'for-widths' is a whole number from 0 on, not a text"),
        Slip(report, "{ aktiv: \"Active\" }", "{ aktiv: 1 }", "8:31+1 'aktiv' is a text, not 1"),
        Slip(
            report, "\"comma\"", "\",\"",
            "11:54+3 'decimal' is \"dot\", \"comma\" or \"either\", not \",\""),
        Slip(
            table, "by: \"item\", ", "",
            "1:1+1 a table that no 'sum' ends needs 'by': what it is looked up by"),
        Slip(
            table, "[\"on-hand\"]", "[\"on-hand\", \"item\"]",
            "1:80+1 'item' cannot stand in both 'by' and 'gives'"),
        Slip(
            table, "from: { current: \"stock\" }, ", "",
            "1:1+1 a table needs the field 'from': where rows come from"),
        Slip(
            feed, "key: [\"pool\", \"seller-sku\"], ", "",
            "1:1+1 a feed needs the field 'key': the columns that tell its rows apart"),
        Slip(
            feed, "drift: \"tell\"", "drift: \"drop\"",
            "2:60+6 'drift' is \"tell\" or \"list\", not \"drop\""),
        Slip(
            feed, "drift: \"tell\"", "drift: \"tell\", settles: \"8 h\"",
            "2:77+5 'settles' is a time such as \"90m\", \"8h\" or \"3d\", not \"8 h\""),
        Slip(
            feed, "[\"hand\", \"drop\"]", "[\"hand\", \"post\"]",
            "4:41+6 'deliver' is \"drop\", \"hand\" or \"api\", not \"post\""),
        Slip(
            feed, "file: \"txt\", ", "",
            "4:21+1 'flat' needs the field 'file': the ending of its files, such as json or txt"),
        Slip(
            feed, "file: \"txt\"", "file: \".txt\"",
            "4:56+6 'file' is a name of small letters, digits and hyphens, not \".txt\""),
        Slip(
            feed, "file: \"txt\"", "file: \"txt\", withdrawn: { api: \"31.7.2025\" }",
            "4:74+1 'withdrawn' needs the field 'choose': the dialect to choose instead"),
        Slip(
            feed, "file: \"txt\"",
            "file: \"txt\", withdrawn: { api: \"31.7.2025\", choose: \"flat\" }",
            "4:81+11 'api' is a day such as 2026-11-23, not '31.7.2025'"),
        Slip(
            feed, "file: \"txt\"",
            "file: \"txt\", withdrawn: { api: \"2025-07-31\", choose: \"flat\" }",
            "4:103+6 'choose' names 'flat', which is no dialect to choose"),
        Slip(
            feed, "file: \"txt\"", "file: \"txt\", schema: 3",
            "4:71+1 'schema' is a text, not 3"),
        Slip(
            shop, "deliver: \"hand\"", "except: { UK: 3 }, deliver: \"hand\"",
            "3:56+1 'UK' is a text, not 3"),
        Slip(
            shop, "deliver: \"hand\"", "except: { UK: \"flt\" }, deliver: \"hand\"",
            "3:56+5 feed 'inventory' has no dialect 'flt' [did you mean 'flat'?]"),
        Slip(
            feed, "{ optional: true }", "{ optinal: true }",
            "3:70+7 'days' has no field 'optinal' [did you mean 'optional'?]"),
        Slip(
            feed,
            "{ quantity: { kind: \"count\", shown: \"quantity\" }, days: { optional: true } }",
            "{}", "3:12+1 'columns' is empty"),
    ]

    @Test(arguments: slips)
    func answersMistakes(_ slip: Slip) throws {
        let text = try #require(GivenShop.good.files[slip.file])
        #expect(text.contains(slip.from))
        let changed = GivenShop.good.with(slip.file, text.replacing(slip.from, with: slip.to))
        let mistakes = try changed.catalog.mistakes()
        #expect(mistakes.map(\.line).joined(separator: "\n") == slip.want)
        #expect(mistakes.allSatisfy { $0.place.file == slip.file })
    }
}
