import Files
import Testing

@Suite struct HostTests {
    @Test(arguments: [
        ("/a/b", "/a/b"), ("/a//b/", "/a/b"), ("/a/./b/../c", "/a/c"), ("/../..", "/"), ("/", "/"),
    ])
    func pathsAreBroughtToForm(path: String, normal: String) {
        #expect(Host.normal(path) == normal)
    }

    @Test(arguments: [("/a/b", "/a"), ("/a", "/"), ("/", "/"), ("a/b/c", "a/b")])
    func aPathHasAFolder(path: String, folder: String) {
        #expect(Host.folder(of: path) == folder)
    }

    @Test func theProgramHasAFileAndAFolder() {
        #expect(Host.program.hasPrefix("/"))
        #expect(Host.isFolder(Host.folder(of: Host.program)))
        #expect(Host.isFolder(Host.folder))
        #expect(!Host.isFolder(Host.program))
        #expect(Host.variable("FEEDMILL_NO_SUCH_VARIABLE") == nil)
    }
}
