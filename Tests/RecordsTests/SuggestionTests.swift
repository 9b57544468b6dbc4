import Records
import Testing

struct SuggestionTests {
    @Test(
        arguments: [
            ("curent", ["current", "feed", "file"], "current"),
            ("Quantity", ["quantity"], "quantity"),
            ("qauntity", ["quantity", "price"], "quantity"),
            ("stokc", ["stock", "stocks"], "stock"),
            ("xyz", ["current"], nil), ("map", ["sum"], nil), ("ab", ["ba"], "ba"),
            ("inventry", ["inventories", "inventory"], "inventory"), ("a", [], nil),
            ("", ["a"], "a"), ("feeed", ["need", "feed"], "feed"),
            ("händler", ["haendler"], "haendler"),
        ] as [(String, [String], String?)])
    func nearest(_ typed: String, _ words: [String], _ wanted: String?) {
        #expect(Suggestion.nearest(to: typed, in: words) == wanted)
    }
}
