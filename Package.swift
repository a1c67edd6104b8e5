// swift-tools-version: 6.2
import PackageDescription

/// A floor of the house: a target and the floors below that it may use.
struct Floor {
  var name: String
  var uses: [String]
}

let floors = [
  Floor(name: "RouteModel", uses: []),
  Floor(name: "RouteMachine", uses: ["RouteModel"]),
  Floor(name: "TraceLog", uses: ["RouteModel"]),
  Floor(name: "RoutePolicies", uses: ["RouteMachine", "RouteModel"]),
  Floor(name: "RouteRecorder", uses: ["RouteMachine", "TraceLog", "RouteModel"]),
  Floor(name: "RouteReplay", uses: ["RoutePolicies", "RouteMachine", "TraceLog", "RouteModel"]),
  Floor(name: "LogImport", uses: ["TraceLog", "RouteModel"]),
  Floor(
    name: "ReplayReports",
    uses: ["RouteReplay", "RoutePolicies", "RouteMachine", "TraceLog", "RouteModel"]),
  Floor(
    name: "RouteLab",
    uses: ["ReplayReports", "RouteReplay", "RoutePolicies", "TraceLog", "RouteModel"]),
  Floor(
    name: "RouteCommands",
    uses: [
      "ReplayReports", "LogImport", "RouteReplay", "RouteRecorder", "RoutePolicies",
      "RouteMachine", "TraceLog", "RouteModel",
    ]),
]

let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

/// Folders of tests that hold no source of theirs.
let notCompiled = ["RouteCommands": ["Golden"], "RouteRecorder": ["StandIn"]]

let targets: [Target] =
  floors.map { floor in
    .target(
      name: floor.name,
      dependencies: floor.uses.map { .byName(name: $0) },
      swiftSettings: settings)
  }
  + floors.map { floor in
    .testTarget(
      name: "\(floor.name)Tests",
      dependencies: [.byName(name: floor.name), "TestSupport"]
        + floor.uses.map { .byName(name: $0) }
        // Some tests run the program, which stands beside theirs.
        + (floor.name == "RouteCommands" ? ["routelab"] : []),
      exclude: notCompiled[floor.name] ?? [],
      swiftSettings: settings)
  }
  + [
    .executableTarget(
      name: "routelab", dependencies: ["RouteCommands"], path: "tools/routelab",
      swiftSettings: settings),
    .executableTarget(
      name: "convert-peer-tests", dependencies: ["RouteModel", "TraceLog"], path: "tools/convert",
      swiftSettings: settings),
    .executableTarget(
      name: "bench",
      dependencies: [
        "TestSupport", "RouteRecorder", "RouteReplay", "RoutePolicies", "RouteMachine", "TraceLog",
        "RouteModel",
      ],
      path: "tools/bench",
      exclude: ["README.md", "bare.c", "peers", "recording", "replay", "sqlite.c"],
      swiftSettings: settings),
    .target(
      name: "TestSupport",
      dependencies: ["RouteReplay", "RoutePolicies", "RouteMachine", "TraceLog", "RouteModel"],
      path: "Tests/TestSupport", swiftSettings: settings),
    .testTarget(
      name: "RepositoryTests",
      dependencies: [
        "TestSupport", "ReplayReports", "RouteReplay", "RoutePolicies", "RouteMachine", "TraceLog",
        "RouteModel", "convert-peer-tests",
      ],
      exclude: ["FailCases"], swiftSettings: settings),
  ]

/// A program that only `tools/fuzz/run` builds.
let tools: [Target] =
  (Context.environment["ROUTELAB_BUILD_FUZZ"] == nil
    ? []
    : [
      .executableTarget(
        name: "fuzz", dependencies: ["TestSupport"], path: "tools/fuzz", exclude: ["run"],
        swiftSettings: settings)
    ])

let package = Package(
  name: "RouteLab",
  platforms: [.iOS(.v15), .macOS(.v12)],
  products: [
    .executable(name: "routelab", targets: ["routelab"]),
    .library(name: "RouteLab", targets: ["RouteLab"]),
    .library(name: "RouteRecorder", targets: ["RouteRecorder", "RoutePolicies"]),
  ],
  targets: targets + tools
)
