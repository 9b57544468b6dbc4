// swift-tools-version: 6.2
import PackageDescription

/// What every Swift target is built with: Swift 6, and no warning left standing. Exclusive access to
/// memory is checked at run time in debug builds, in which the tests run; in release builds these
/// checks cost an eighth of a run.
let strict: [SwiftSetting] = [
    .unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release)),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

// Modules in one direction: a target sees only what it names here, and the build is run with
// --explicit-target-dependency-import-check=error.
let package = Package(
    name: "feedmill",
    products: [
        // Preloaded by tests: makes system calls fail.
        .library(name: "faults", type: .dynamic, targets: ["CFaults"])
    ],
    targets: [
        .systemLibrary(
            name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(
            name: "CXML2", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),
        .target(name: "CBytes", cSettings: [.unsafeFlags(["-O3"])]),
        .target(name: "Records", dependencies: ["CBytes"], swiftSettings: strict),
        .testTarget(
            name: "RecordsTests", dependencies: ["Records", "CBytes"], swiftSettings: strict),
        .target(
            name: "Files", dependencies: ["Records", "CBytes", "CZlib"], swiftSettings: strict),
        .testTarget(
            name: "FilesTests", dependencies: ["Files", "Records", "CBytes", "CZlib"],
            swiftSettings: strict),
        .target(name: "Catalog", dependencies: ["Records"], swiftSettings: strict),
        .testTarget(
            name: "CatalogTests", dependencies: ["Catalog", "Records"], swiftSettings: strict),
        .target(
            name: "Formats", dependencies: ["Files", "Records", "CBytes", "CXML2"],
            swiftSettings: strict),
        .testTarget(
            name: "FormatsTests",
            dependencies: ["Formats", "Files", "Records", "CBytes", "CXML2"],
            swiftSettings: strict),
        .target(
            name: "Ledgers", dependencies: ["Files", "Records", "CBytes", "CSQLite"],
            swiftSettings: strict),
        .testTarget(
            name: "LedgersTests", dependencies: ["Ledgers", "Files", "Records", "CBytes"],
            swiftSettings: strict),
        .target(
            name: "Stages",
            dependencies: ["Formats", "Catalog", "Ledgers", "Files", "Records", "CBytes"],
            swiftSettings: strict),
        .testTarget(
            name: "StagesTests",
            dependencies: [
                "Stages", "Formats", "Catalog", "Ledgers", "Files", "Records", "CBytes",
            ], swiftSettings: strict),
        .target(
            name: "Engine",
            dependencies: ["Stages", "Formats", "Catalog", "Ledgers", "Files", "Records"],
            swiftSettings: strict),
        .target(
            name: "MadeShops",
            dependencies: ["Engine", "Stages", "Catalog", "Ledgers", "Files", "Records"],
            path: "Tests/MadeShops", swiftSettings: strict),
        .testTarget(
            name: "EngineTests",
            dependencies: [
                "MadeShops", "Engine", "Stages", "Formats", "Catalog", "Ledgers", "Files",
                "Records",
            ],
            swiftSettings: strict),
        .target(name: "CFaults", path: "Tests/CFaults"),
        .executableTarget(
            name: "histories",
            dependencies: [
                "MadeShops", "Engine", "Stages", "Catalog", "Ledgers", "Files", "Records",
            ],
            path: "Tests/Histories", swiftSettings: strict),
        .executableTarget(
            name: "soak",
            dependencies: ["MadeShops", "Ledgers", "Files", "Records"],
            path: "Tests/Soak", swiftSettings: strict),
        .executableTarget(
            name: "feedmill",
            dependencies: [
                "Engine", "Stages", "Formats", "Catalog", "Ledgers", "Files", "Records",
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "fuzz",
            dependencies: ["Engine", "Formats", "Files", "Records"],
            path: "Tests/Fuzz", swiftSettings: strict),
        .testTarget(
            name: "SamplesTests",
            dependencies: ["feedmill", "CFaults", "Ledgers", "Files", "Records"],
            swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6]
)

// What `scripts/bench xml` measures with: built only there.
if Context.environment["FEEDMILL_BENCH"] != nil {
    package.targets.append(
        .executableTarget(
            name: "xmlbench", dependencies: ["Formats", "Catalog", "Files", "Records"],
            swiftSettings: strict))
}
