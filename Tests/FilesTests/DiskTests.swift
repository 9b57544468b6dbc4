import Files
import Foundation
import Records
import Testing

struct DiskTests {
    let shop: TemporaryShop
    let disk: Disk

    init() throws {
        shop = try TemporaryShop()
        disk = shop.disk
    }

    @Test func writesAndReads() throws {
        try disk.makeFolder("runs/1")
        try disk.write("runs/1/run.json", Array("old".utf8))
        try disk.write("runs/1/run.json", Array("new".utf8))
        #expect(try disk.read("runs/1/run.json") == Array("new".utf8))
        #expect(try shop.contents() == ["runs/1/run.json": "new"])
        try disk.write("empty", [])
        #expect(try disk.read("empty") == [])
    }

    @Test func isPrivate() throws {
        try disk.makeFolder("a/b")
        try disk.write("a/b/c", [1])
        for (name, wanted) in [("a", 0o700), ("a/b", 0o700), ("a/b/c", 0o600)] {
            let attributes = try FileManager.default.attributesOfItem(atPath: disk.path(name))
            #expect(attributes[.posixPermissions] as? Int == wanted)
        }
    }

    @Test func lists() throws {
        for name in ["in/b", "in/a", "in/B", "in/ä", "in/.hidden", "in/DE/x", "in/.git/y"] {
            try shop.put("", name)
        }
        try FileManager.default.createSymbolicLink(
            atPath: disk.path("in/link"), withDestinationPath: "a")
        #expect(try disk.list("in") == ["B", "a", "b", "ä"])
        #expect(try disk.folders("in") == ["DE"])
        #expect(try disk.list("none") == [])
        #expect(try disk.folders("none") == [])
        #expect(try disk.folders("") == ["in"])
    }

    @Test func seesWhateverLiesInAFolder() throws {
        try shop.put("", "in/a")
        try shop.put("", "in/.hidden")
        try shop.put("", "in/DE/inner")
        let odd = Array("\(shop.root)/in/".utf8CString.dropLast()) + [CChar(bitPattern: 0xE4), 0]
        #expect(close(open(odd, O_CREAT | O_WRONLY, 0o600)) == 0)
        try shop.put("", "in/two\nlines 50%")
        #expect(symlink("/nowhere", "\(shop.root)/in/link") == 0)
        #expect(mkfifo("\(shop.root)/in/pipe", 0o600) == 0)
        // What has no name that could be typed is listed nowhere else.
        #expect(try disk.list("in") == ["a", "two\nlines 50%"])
        let entries = try disk.everything(in: "in")
        #expect(
            entries.map(\.shownName)
                == ["DE", "a", "link", "pipe", "two%0Alines 50%25", "%E4"])
        #expect(entries.map(\.what) == [.folder, .file, .link, .pipe, .file, .file])
        #expect(entries.map { $0.name != nil } == [true, true, true, true, false, false])
        #expect(try disk.everything(in: "none").isEmpty)
        // Each is moved itself, and not what a link points to.
        for entry in entries {
            #expect(
                try disk.move(entry, in: "in", to: "out-\(entry.shownName.filter(\.isLetter))"))
        }
        #expect(try disk.everything(in: "in").isEmpty)
        #expect(try disk.everything(in: "").map(\.shownName).count == 7)
    }

    @Test func knowsWhatIsStillBeingWritten() throws {
        try shop.put("abc", "in/a")
        guard disk.isBeingWritten("in/a") != nil else { return }
        #expect(disk.isBeingWritten("in/a") == false)
        let file = open("\(shop.root)/in/a", O_WRONLY | O_APPEND)
        #expect(disk.isBeingWritten("in/a") == true)
        close(file)
        let reader = open("\(shop.root)/in/a", O_RDONLY)
        #expect(disk.isBeingWritten("in/a") == false)
        close(reader)
        #expect(disk.isBeingWritten("in/none") == nil)
        #expect(disk.isBeingWritten("in") == nil)
    }

    @Test func stampsOnlyFiles() throws {
        try shop.put("abc", "folder/a")
        let stamp = disk.stamp("folder/a")
        #expect(stamp?.size == 3)
        #expect(disk.stamp("folder") == nil)
        #expect(disk.stamp("none") == nil)
        try FileManager.default.createSymbolicLink(
            atPath: disk.path("link"), withDestinationPath: "folder/a")
        #expect(disk.stamp("link") == nil)
        #expect(disk.exists("link"))
        #expect(disk.stamp("folder/a") == stamp)
        try disk.write("folder/a", Array("abd".utf8))
        #expect(disk.stamp("folder/a") != stamp)
    }

    @Test func movesNeverOver() throws {
        try shop.put("one", "in/a")
        try shop.put("two", "archive/a")
        let failure = #expect(throws: Failure.self) { try disk.move("in/a", "archive/a") }
        #expect(
            failure?.text
                == "in/a: cannot take the name archive/a: a file has it already, and nothing is "
                + "overwritten; move one of them elsewhere")
        #expect(failure?.exit == .disk)
        #expect(try shop.contents() == ["in/a": "one", "archive/a": "two"])
        try disk.move("in/a", disk.freeName("archive/a"))
        #expect(try shop.contents() == ["archive/a": "two", "archive/a (2)": "one"])
        let missing = #expect(throws: Failure.self) { try disk.move("in/a", "archive/b") }
        #expect(missing?.text == "in/a: cannot move to archive/b: No such file or directory")
    }

    @Test(.enabled(if: OtherFileSystem.folder != nil))
    func movesAcrossFileSystems() throws {
        let other = try #require(try OtherFileSystem())
        try shop.put("one", "a")
        try FileManager.default.createSymbolicLink(
            atPath: disk.path("far"), withDestinationPath: other.path)
        let modified = disk.stamp("a")?.modified
        try disk.move("a", "far/a")
        #expect(try disk.read("far/a") == Array("one".utf8))
        #expect(disk.stamp("far/a")?.modified == modified)
        #expect(try FileManager.default.contentsOfDirectory(atPath: other.path) == ["a"])
        #expect(!disk.exists("a"))
        try shop.put("two", "a")
        #expect(throws: Failure.self) { try disk.move("a", "far/a") }
        #expect(try disk.read("far/a") == Array("one".utf8))
        #expect(try disk.read("a") == Array("two".utf8))
        for number in 1...4 {
            let full = shop.disk(failingAt: number, .before)
            #expect(throws: Failure.self) { try full.move("a", "far/b") }
            #expect(try disk.read("a") == Array("two".utf8))
            #expect(disk.exists("far/b") == (number == 4))
            #expect(!disk.exists("far/.b.draft"))
        }
    }

    @Test func namesWhatIsFree() throws {
        for name in ["in/a.txt", "in/a (2).txt", "b", ".c", "d.tsv.gz"] { try shop.put("", name) }
        #expect(disk.freeName("in/b.txt") == "in/b.txt")
        #expect(disk.freeName("in/a.txt") == "in/a (3).txt")
        #expect(disk.freeName("b") == "b (2)")
        #expect(disk.freeName(".c") == ".c (2)")
        #expect(disk.freeName("d.tsv.gz") == "d.tsv (2).gz")
    }

    @Test func saysWhatIsInTheWay() throws {
        try shop.put("", "runs")
        let failure = #expect(throws: Failure.self) { try disk.makeFolder("runs") }
        #expect(
            failure?.text == "runs: is in the way of a folder of that name; move it elsewhere")
        let full = Failure.disk("a", cannot: "write", ENOSPC)
        #expect(
            full.text
                == "a: cannot write: No space left on device; nothing is lost, make room and run "
                + "again")
    }
}
