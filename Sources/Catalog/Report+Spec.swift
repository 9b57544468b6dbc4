import Records

extension Report {
    package static let spec = Spec(
        "report", "how a file is read, and what it states",
        fields: [
            Field("about", .text, "what it is"),
            Field(
                "format", .choices(Format.self), standard: "tsv",
                "how its files are written; of several, each file shows which it is"),
            Field(
                "quotes", .choice(Quotes.self), standard: "none",
                "what quotes in tab-separated files are: none: letters; wrapped: around a cell"),
            Field(
                "separator", .choice(Separator.self),
                "what parts the cells of comma-separated files, if the heading is not to show it"),
            Field(
                "rows", .text,
                "the members of JSON files that lead to the rows, dots between; of XML files the elements "
                    + "from the root to the row, slashes between"),
            Field("message", .text, "the MessageType that XML files have"),
            Field(
                "charset", .text,
                "what its files are written in where they are not UTF-8: windows-31j, ISO-8859-1"),
            Field(
                "columns", .named(.orObject(ReportColumn.names, ReportColumn.spec)), required: true,
                "its columns by name: other names they have in files, or an object"),
            Field(
                "without", .texts,
                "columns of its own that its files do not have; *: none that it does not name"),
            Field("key", .texts, "the columns that tell its rows apart"),
            Field(
                "repeated", .choice(Repeated.self), standard: "reject",
                "what becomes of a row whose key was there already"),
            Field(
                "one-of", .texts,
                "columns of which a file has at least one, and each row a value in one"),
            Field(
                "states", .choice(States.self), standard: "all",
                "what a file speaks of: all, all of the locations it names, or only changes"),
            Field("location", .text, "the column that names a location"),
            Field(
                "absent", .choice(Absence.self), standard: "unknown",
                "what it means that a key is missing"),
            Field(
                "counts", .choice(Counts.self), standard: "physical",
                "which units of stock a file counts: physical: all on the shelf; net: those that no "
                    + "order that it knows of has"),
            Field(
                "time", .orObject(.oneOf(["modified"]), timeSpec), standard: "modified",
                "where a file's own time is found"),
            Field(
                "decimal", .choice(DecimalMark.self), standard: "dot",
                "what stands before decimals; either: a file's own values tell"),
            Field(
                "amazon", .object(AmazonRows.spec),
                "which rows show that Amazon fulfils an offer"),
            Field("personal", .flag, standard: "false", "whether its files tell of persons"),
        ],
        example: """
            {
              about: "the seller's stock file",
              columns: {
                item: { names: ["Artikel"], required: true },
                quantity: { names: ["Bestand"], kind: "count", required: true },
              },
              key: ["item"], states: "all", absent: "zero",
            }
            """)

    static let timeSpec = Spec(
        "time", "where a file's own time is found",
        fields: [
            Field("column", .text, "the column that says it"),
            Field("name", .text, "its pattern in the file's name, such as yyyy-MM-dd"),
        ],
        example: #"{ name: "yyyyMMddHHmm" }"#)
}
