package import RouteModel

/// What the host device and its owner set: settings, a standing choice of route, where the app is.
package struct HostState: Hashable, Sendable {
  package var callAudioRouting: SettingValue = .automatic
  package var allowBluetoothDevices: SettingValue = .off
  package var bluetooth: SettingValue = .on
  package var wifi: SettingValue = .unknown
  package var callDisplay: SettingValue = .banner
  package var inBandRinging: SettingValue = .off
  /// What a person chose last, and with what; gone when the device that it names is.
  package var selectedInput: Endpoint?
  package var selectedOutput: Endpoint?
  package var selectedVia: Via?
  package var isNear = false
  package var visibility: Visibility = .foreground

  package init() {}

  /// Where the app is.
  package enum Visibility: UInt8, Word {
    case foreground
    case inactive
    case background

    package var meaning: String {
      switch self {
      case .foreground: "the app is in front"
      case .inactive: "the app is in front but gets no input"
      case .background: "the app is behind another, or the phone is locked"
      }
    }
  }

  package func value(of setting: Setting) -> SettingValue {
    switch setting {
    case .callAudioRouting: callAudioRouting
    case .allowBluetoothDevices: allowBluetoothDevices
    case .bluetooth: bluetooth
    case .wifi: wifi
    case .callDisplay: callDisplay
    case .inBandRinging: inBandRinging
    }
  }

  mutating func change(_ event: Event) -> Verdict {
    guard let setting = event.setting, let value = event.value else {
      return .rejected(.missingArgument)
    }
    guard self.value(of: setting) != value else { return .ignored(.sameValue) }
    switch setting {
    case .callAudioRouting: callAudioRouting = value
    case .allowBluetoothDevices: allowBluetoothDevices = value
    case .bluetooth: bluetooth = value
    case .wifi: wifi = value
    case .callDisplay: callDisplay = value
    case .inBandRinging: inBandRinging = value
    }
    return .applied
  }

  /// A choice that cannot be had is ignored, never rejected: people tap what they like.
  mutating func select(_ event: Event, rack: Rack) -> Verdict {
    var next = self
    guard event.port != nil || event.input != nil || event.output != nil else {
      return .rejected(.missingArgument)
    }
    switch event.port {
    case .some(.some(let pattern)):
      if let output = rack.resolve(pattern, among: .outputs) {
        next.selectedOutput = output
      } else if let input = rack.resolve(pattern, among: .inputs) {
        next.selectedInput = input
      } else {
        return .ignored(.portAbsent)
      }
    case PortArgument.none?:
      next.selectedInput = nil
      next.selectedOutput = nil
    case nil: break
    }
    switch event.input {
    case .some(.some(let pattern)):
      guard let input = rack.resolve(pattern, among: .inputs) else { return .ignored(.portAbsent) }
      next.selectedInput = input
    case PortArgument.none?: next.selectedInput = nil
    case nil: break
    }
    switch event.output {
    case .some(.some(let pattern)):
      guard let output = rack.resolve(pattern, among: .outputs) else {
        return .ignored(.portAbsent)
      }
      next.selectedOutput = output
    case PortArgument.none?: next.selectedOutput = nil
    case nil: break
    }
    next.selectedVia = event.via
    guard next != self else { return .ignored(.sameValue) }
    self = next
    return .applied
  }

  mutating func forget(_ slot: DeviceSlot) {
    if selectedInput?.device == slot { selectedInput = nil }
    if selectedOutput?.device == slot { selectedOutput = nil }
    if selectedInput == nil, selectedOutput == nil { selectedVia = nil }
  }

  mutating func sense(_ event: Event) -> Verdict {
    guard let near = event.near else { return .rejected(.missingArgument) }
    guard near != isNear else { return .ignored(.sameValue) }
    isNear = near
    return .applied
  }

  mutating func show(_ visibility: Visibility) -> Verdict {
    guard visibility != self.visibility else { return .ignored(.sameValue) }
    self.visibility = visibility
    return .applied
  }
}
