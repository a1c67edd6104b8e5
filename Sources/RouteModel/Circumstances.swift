/// What does not change during a trace: the host device and what the app is.
@usableFromInline package struct Circumstances: Hashable, Sendable {
  package var platform: Platform
  /// nil where the trace does not say; a book then takes the newest version that it covers.
  package var os: OSVersion?
  package var hasReceiver: Bool
  package var vendor: Symbol?
  package var scoOffCall: Bool
  package var appUsesCallKit: Bool
  /// The API level that the Android app targets; nil = that of the system.
  package var targetSdk: Int?
  /// The order in which an SDK's picker was told to prefer devices; those not named come after.
  package var preferredDevices: [PickerDevice] = []

  package init(platform: Platform, os: OSVersion? = nil) {
    self.platform = platform
    self.os = os
    hasReceiver = platform.hasReceiver
    scoOffCall = true
    appUsesCallKit = false
  }
}
