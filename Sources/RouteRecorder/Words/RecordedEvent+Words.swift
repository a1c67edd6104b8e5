internal import RouteModel

// The words have the order of RouteModel's, so that a code is a word; a test holds them together.

extension RecordedEvent {
  /// Who carries a call.
  public enum CallKind: UInt8, CaseIterable, Sendable {
    /// Cellular call.
    case phone
    /// FaceTime call.
    case faceTime
    /// VoIP call that the app reports to CallKit.
    case callKit
    /// VoIP call that the system does not know of.
    case voip
    /// VoIP call in Android's Telecom (self-managed).
    case telecomVoip

    var word: RouteModel.CallKind? { RouteModel.CallKind(rawValue: rawValue) }
  }

  /// Who did something.
  public enum Actor: UInt8, CaseIterable, Sendable {
    /// The app that records.
    case app
    /// Another app.
    case otherApp
    /// The person who holds the phone.
    case person
    /// The operating system.
    case system
    /// CallKit, for the app.
    case callKit
    /// Android's Telecom.
    case telecom
    /// The accessory itself.
    case device
    /// A phone or FaceTime call.
    case phone
    /// An alarm or timer.
    case alarm
    /// Siri.
    case siri
    /// This side of the call.
    case local
    /// The other party of the call.
    case remote

    var word: RouteModel.Actor? { RouteModel.Actor(rawValue: rawValue) }
  }

  /// Why a call ended.
  public enum EndReason: UInt8, CaseIterable, Sendable {
    /// One side hung up.
    case hungUp
    /// Refused while ringing.
    case declined
    /// Nobody answered.
    case missed
    /// Network or system failure.
    case failed

    var word: RouteModel.EndReason? { RouteModel.EndReason(rawValue: rawValue) }
  }

  /// How a person made a choice with the system.
  public enum Via: UInt8, CaseIterable, Sendable {
    /// The audio button of the call screen.
    case callUI
    /// Control Center.
    case controlCenter
    /// A route picker inside an app.
    case routePicker
    /// The system's sound settings.
    case systemSettings

    var word: RouteModel.Via? { RouteModel.Via(rawValue: rawValue) }
  }

  /// A setting of the host device that routing depends on.
  public enum Setting: UInt8, CaseIterable, Sendable {
    /// iOS: Accessibility, Touch, Call Audio Routing.
    case callAudioRouting
    /// iPadOS: Accessibility, Allow Bluetooth Devices.
    case allowBluetoothDevices
    /// The Bluetooth radio.
    case bluetooth
    /// The Wi-Fi network in use.
    case wifi
    /// iOS: how an incoming call is shown.
    case callDisplay
    /// Android: the headset plays the phone's own ring tone.
    case inBandRinging

    var word: RouteModel.Setting? { RouteModel.Setting(rawValue: rawValue) }
  }

  /// A value of a setting.
  public enum SettingValue: UInt8, CaseIterable, Sendable {
    /// The system decides.
    case automatic
    /// Calls go to the Bluetooth headset.
    case bluetoothHeadset
    /// Calls go to the loudspeaker.
    case speaker
    /// Switched on.
    case on
    /// Switched off.
    case off
    /// Not known.
    case unknown
    /// 5 GHz.
    case band5GHz
    /// 2.4 GHz.
    case band2GHz
    /// A banner at the top of the screen.
    case banner
    /// The whole screen.
    case fullScreen

    var word: RouteModel.SettingValue? { RouteModel.SettingValue(rawValue: rawValue) }
  }

  /// Where a call was answered.
  public enum Place: Hashable, Sendable {
    /// On the host device itself.
    case phone
    /// On an accessory.
    case device(RecordedDevice)
  }
}
