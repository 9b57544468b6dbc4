import Glibc
import Records

/// Hears from the system what happens in folders (inotify). It need not hear all: network folders tell
/// nothing of what other machines do, so who uses it looks for himself from time to time.
package final class FolderWatch {
    package struct Event: Sendable {
        package var folder: String
        /// Empty where the folder itself is meant, or more happened than could be told.
        package var name: String
        /// A file came here, or went from here to elsewhere, by a rename: it is whole.
        package var isRename: Bool
    }

    /// To poll; reading never blocks.
    package let descriptor: Int32
    private let disk: Disk
    private var folders: [Int32: String] = [:]

    package init(_ disk: Disk) throws(Failure) {
        self.disk = disk
        descriptor = inotify_init1(Int32(IN_NONBLOCK | IN_CLOEXEC))
        if descriptor < 0 { throw .disk("inotify", cannot: "start", errno) }
    }

    deinit { close(descriptor) }

    /// Watches these folders, and no others. Those that are not there are left out until the next call.
    package func watch(_ names: Set<String>) {
        let mask = IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_CREATE | IN_DELETE | IN_ONLYDIR
        var found: [Int32: String] = [:]
        for name in names.sorted() {
            // The same number again where the folder is watched already.
            let number = inotify_add_watch(descriptor, disk.path(name), UInt32(mask))
            if number >= 0 { found[number] = name }
        }
        for number in folders.keys where found[number] == nil {
            inotify_rm_watch(descriptor, number)
        }
        folders = found
    }

    /// What has happened since last time.
    package func drain() -> [Event] {
        var events: [Event] = []
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 8)
        defer { room.deallocate() }
        while true {
            let count = read(descriptor, room.baseAddress, room.count)
            if count <= 0 { return events }
            var at = 0
            let head = MemoryLayout<inotify_event>.size
            while at + head <= count {
                let event = room.loadUnaligned(fromByteOffset: at, as: inotify_event.self)
                let bytes = room[(at + head)..<(at + head + Int(event.len))].prefix { $0 != 0 }
                at += head + Int(event.len)
                guard let folder = folders[event.wd] ?? (event.wd < 0 ? "" : nil) else { continue }
                events.append(
                    Event(
                        folder: folder, name: String(decoding: bytes, as: UTF8.self),
                        isRename: event.mask & UInt32(IN_MOVED_TO) != 0))
            }
        }
    }
}
