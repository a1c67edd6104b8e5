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
  Floor(name: "RouteReplay", uses: ["RoutePolicies", "RouteMachine", "TraceLog", "RouteModel"]),
  Floor(
    name: "ReplayReports",
    uses: ["RouteReplay", "RoutePolicies", "RouteMachine", "TraceLog", "RouteModel"]),
  Floor(
    name: "RouteLab",
    uses: ["ReplayReports", "RouteReplay", "RoutePolicies", "TraceLog", "RouteModel"]),
  Floor(
    name: "RouteCommands",
    uses: [
      "ReplayReports", "RouteReplay", "RoutePolicies", "RouteMachine", "TraceLog", "RouteModel",
    ]),
]

let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

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
        + floor.uses.map { .byName(name: $0) },
      exclude: floor.name == "RouteCommands" ? ["Golden"] : [],
      swiftSettings: settings)
  }
  + [
    .executableTarget(
      name: "routelab", dependencies: ["RouteCommands"], path: "tools/routelab",
      swiftSettings: settings),
    .executableTarget(
      name: "convert-peer-tests", dependencies: ["RouteModel", "TraceLog"], path: "tools/convert",
      swiftSettings: settings),
    .target(
      name: "TestSupport",
      dependencies: ["RouteReplay", "RoutePolicies", "RouteMachine", "TraceLog", "RouteModel"],
      path: "Tests/TestSupport", swiftSettings: settings),
    .testTarget(
      name: "RepositoryTests",
      dependencies: [
        "TestSupport", "ReplayReports", "RouteReplay", "RoutePolicies", "RouteMachine", "TraceLog",
        "RouteModel",
      ],
      swiftSettings: settings),
  ]

let package = Package(
  name: "RouteLab",
  platforms: [.iOS(.v15), .macOS(.v12)],
  products: [
    .executable(name: "routelab", targets: ["routelab"]),
    .library(name: "RouteLab", targets: ["RouteLab"]),
  ],
  targets: targets
)
