import Files
import Ledgers
import Records

/// Where documents lie: the folder of one is its state, and Amazon's id of it stands in its name once it is known.
///
/// Whoever sends documents, a person or a program, may move them himself: what is moved to `sent` is sent.
package enum Outbox {
    package static let ready = "outbox/ready"
    /// Files for the seller's own systems: nobody who sends documents is to come upon them.
    package static let office = "outbox/back-office"
    package static let sent = "outbox/sent"
    package static let answered = "outbox/answered"
    package static let withdrawn = "outbox/withdrawn"
    /// Where a program that sends documents puts those that it could not send.
    package static let failed = "outbox/failed"

    /// A document's file name with Amazon's id: `fulfillment.000007.50311019001.xml`.
    package static func name(_ document: DocumentRow) -> String {
        guard let id = document.feedId, !id.isEmpty, let dot = document.name.lastIndex(of: ".")
        else {
            return document.name
        }
        return "\(document.name[..<dot]).\(id)\(document.name[dot...])"
    }

    /// The document's name and Amazon's id, empty where there is none, in the name of a file: `NAME.ID.xml`,
    /// or `NAME.xml.ID`, as Amazon's own program used to write it.
    package static func parts(of base: String) -> (name: String, feedId: String) {
        let words = base.split(separator: ".", omittingEmptySubsequences: false)
        func isNumber(_ word: Substring) -> Bool {
            word.count > 5 && word.allSatisfy { $0.isASCII && $0.isNumber }
        }
        for index in [words.count - 1, words.count - 2] where index > 1 && isNumber(words[index]) {
            var name = words
            let id = String(name.remove(at: index))
            // The document's own number stands before its ending: without that it is no id that was taken out.
            if isNumber(name[name.count - 2]) { return (name.joined(separator: "."), id) }
        }
        return (base, "")
    }

    /// Where a document's file lies, in one of the folders; nil where it is in none.
    package static func place(
        of document: DocumentRow, in folders: [String], _ disk: Disk
    ) throws(Failure) -> String? {
        for folder in folders {
            for name in Set([document.name, name(document)]).sorted()
            where disk.exists("\(folder)/\(name)") {
                return "\(folder)/\(name)"
            }
            // Whoever sent it may have put an id into its name that is not known here.
            let found = try disk.list(folder).first { parts(of: $0).name == document.name }
            if let found { return "\(folder)/\(found)" }
        }
        return nil
    }
}
