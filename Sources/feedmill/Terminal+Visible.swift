extension Terminal {
    /// A text that does nothing to the terminal but stand there: control characters, which a cell of
    /// any file may hold, as the pictures of them, and those that turn or break lines as U+FFFD.
    static func visible(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: { picture(of: $0) != nil }) else { return text }
        var view = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { view.append(picture(of: scalar) ?? scalar) }
        return String(view)
    }

    private static func picture(of scalar: Unicode.Scalar) -> Unicode.Scalar? {
        switch scalar.value {
        case 9, 10: nil
        case 0..<32: Unicode.Scalar(0x2400 + scalar.value)
        case 127: "\u{2421}"
        case 0x80..<0xA0, 0x2028...0x202E, 0x2066...0x2069: "\u{FFFD}"
        default: nil
        }
    }
}
