import Records

extension Heading {
    /// The columns of an XML file are those of its report, where its root, the element below and its
    /// MessageType are as the form says.
    init(xml bytes: UnsafeBufferPointer<UInt8>, atEnd: Bool, form: XMLForm) {
        let mark = bytes.starts(with: [0xEF, 0xBB, 0xBF])
        let text = String(decoding: bytes, as: UTF8.self)
        let line = bytes[(mark ? 3 : 0)...].prefix { $0 != 10 }
        let other = Self.foreign(bytes, line)
        let isIt =
            OtherForm.root(of: text[...]) == form.rows.first
            && (form.message.isEmpty
                || OtherForm.content(of: "MessageType", in: text) == form.message)
            && form.rows.dropFirst().allSatisfy { atEnd ? true : text.contains("<\($0)") }
        self.init(
            isIt ? .header : other ?? .other("no XML file"),
            names: isIt ? form.columns.map(\.name) : [],
            mark: mark, length: 0, crlf: false, format: .xml)
    }
}
