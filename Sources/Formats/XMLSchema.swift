import CXML2
import Glibc
import Records

/// A schema (XSD, one file that includes no other), compiled, by which finished XML documents are
/// validated: streaming, with memory that does not grow with the document.
///
/// Only here, in `XMLFindings`, `MessageNumbers` and `XMLEvents` is libxml2 called. A compiled schema is never
/// changed, so several threads may use one.
package final class XMLSchema: @unchecked Sendable {
    /// As messages name it: pipelines/schemas/inventory.xsd.
    package let file: String
    private let schema: xmlSchemaPtr

    /// Nil, and a mistake with its line, where the bytes are no schema.
    package init?(_ bytes: [UInt8], file: String, _ mistakes: inout [Mistake]) {
        Self.fence
        self.file = file
        let findings = XMLFindings()
        let schema = findings.listening { context in
            bytes.withUnsafeBytes { bytes -> xmlSchemaPtr? in
                guard let start = bytes.baseAddress?.assumingMemoryBound(to: CChar.self),
                    let parser = xmlSchemaNewMemParserCtxt(start, Int32(bytes.count))
                else { return nil }
                defer { xmlSchemaFreeParserCtxt(parser) }
                xmlSchemaSetParserStructuredErrors(parser, XMLFindings.take, context)
                return xmlSchemaParse(parser)
            }
        }
        guard let schema, findings.first == nil else {
            if let schema { xmlSchemaFree(schema) }
            let first = findings.first
            mistakes.append(
                Mistake(
                    at: Place(file, line: first?.line),
                    "is no schema: \(first?.message ?? "it is empty")"))
            return nil
        }
        self.schema = schema
    }

    deinit { xmlSchemaFree(schema) }

    /// Fails with the first thing that is wrong in the document at `path`, which `name` is what
    /// messages call: not well formed, not as the schema says, a document type of its own, or
    /// messages whose MessageID does not ascend.
    package func validate(_ path: String, name: String) throws(Failure) {
        let document = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard document >= 0 else {
            throw Failure(
                .disk, at: Place(name), "cannot read: \(String(cString: strerror(errno)))")
        }
        guard let input = xmlParserInputBufferCreateFd(document, XML_CHAR_ENCODING_UTF8) else {
            close(document)
            throw Failure(.disk, at: Place(name), "cannot read: no memory")
        }
        // The validator closes the file with the input.
        guard let validator = xmlSchemaNewValidCtxt(schema) else {
            xmlFreeParserInputBuffer(input)
            throw Failure(.data, at: Place(name), "cannot be validated: no memory")
        }
        defer { xmlSchemaFreeValidCtxt(validator) }
        let findings = XMLFindings()
        let (result, numbers) = findings.listening { context in
            xmlSchemaSetValidStructuredErrors(validator, XMLFindings.take, context)
            return MessageNumbers.listen(validator) { handlers, numbers in
                xmlSchemaValidateStream(
                    validator, input, XML_CHAR_ENCODING_UTF8, handlers, numbers)
            }
        }
        let first = findings.first ?? numbers.first
        guard result != 0 || first != nil else { return }
        throw Failure(
            .definition, at: Place(name, line: first?.line),
            "is not valid by \(file): \(first?.message ?? "it cannot be read")",
            detail: ["  nothing of it is told: its dialect, or that schema, is wrong"])
    }

    /// To be called before anything of libxml2 is.
    static func raiseFence() { fence }

    /// Nothing outside a document or a schema is ever read: no entity, no include, no network.
    private static let fence: Void = {
        xmlInitParser()
        xmlSetExternalEntityLoader { _, _, _ in nil }
    }()
}
