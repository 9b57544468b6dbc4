extension FeedDefinition {
    package static let spec = Spec(
        "feed", "what Amazon is told, and in which dialects",
        fields: [
            Field("about", .text, "what it is for"),
            Field(
                "kind", .choice(Kind.self), standard: "state",
                "state: the latest value counts; event: what a key names is told once"),
            Field("key", .texts, required: true, "the columns that tell its rows apart"),
            Field(
                "group", .texts,
                "of events: the first columns of the key, by which rows are one message"),
            Field(
                "edits", .choice(Edits.self), standard: "none",
                "of events: when what was told is told again with other content"),
            Field(
                "for", .choice(Reader.self), standard: "amazon",
                "of events: amazon, or seller for files of the back office"),
            Field(
                "columns", .named(.object(FeedColumn.spec)), required: true,
                "what is told, by the column's name"),
            Field(
                "drift", .choice(Drift.self),
                "of states: what happens when Amazon shows something else than it was told"),
            Field(
                "answered", .duration, standard: "1d",
                "after so long a document without an answer is late, and is in the morning's list"),
            Field(
                "settles", .duration, standard: "8h",
                "how long after an answer another value is no drift"),
            Field("offers", .choice(Offers.self), "which offers a row may be told for"),
            Field(
                "after", .name,
                "a feed that goes first: an offer does not come back from zero before Amazon has "
                    + "what that tells of it"),
            Field(
                "dialects", .named(.named(.node)), required: true,
                "the forms in which Amazon takes it, by name"),
        ],
        example: """
            {
              kind: "state", key: ["pool", "seller-sku"], drift: "tell",
              columns: { quantity: { kind: "count", shown: "quantity" } },
              dialects: { flat: { deliver: ["hand"], file: "txt" } },
            }
            """)
}
