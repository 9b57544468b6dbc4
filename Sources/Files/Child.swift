import CBytes
import Glibc
import Records

/// A process that was started, and is waited for.
package final class Child {
    package let id: pid_t
    private var status: Int32?

    /// Starts a program with these words, in a folder. It prints where this process prints, and reads the file
    /// `input`; nil: nothing.
    package init(
        _ program: String, _ words: [String], in folder: String, input: String? = nil
    ) throws(Failure) {
        var arguments = ([program] + words).map { strdup($0) }
        defer { for word in arguments { free(word) } }
        arguments.append(nil)
        var id: pid_t = 0
        let code = fm_spawn(&id, arguments, folder, input ?? "/dev/null")
        if code != 0 { throw .disk(program, cannot: "start", code) }
        self.id = id
    }

    /// Its exit status once it has ended, 128 and the signal's number where one ended it; nil as long as it goes on.
    package func ended() -> Int32? {
        if let status { return status }
        var word: Int32 = 0
        guard waitpid(id, &word, WNOHANG) == id else { return nil }
        let signal = word & 0x7F
        status = signal == 0 ? (word >> 8) & 0xFF : 128 + signal
        return status
    }

    /// Asks it to stop.
    package func stop() { if status == nil { kill(id, SIGTERM) } }
}
