/// A line of what is printed, and how it looks where the terminal has colours.
struct Line: Sendable, ExpressibleByStringInterpolation {
    enum Style: Sendable { case plain, head, failure }

    var text: String
    var style = Style.plain

    init(_ text: String, _ style: Style = .plain) {
        self.text = text
        self.style = style
    }

    init(stringLiteral text: String) { self.text = text }

    static func head(_ text: String) -> Line { Line(text, .head) }

    static func failure(_ text: String) -> Line { Line(text, .failure) }
}
