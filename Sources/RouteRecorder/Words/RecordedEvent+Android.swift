internal import RouteModel

// The words have the order of RouteModel's, so that a code is a word; a test holds them together.

extension RecordedEvent {
  /// A mode of Android's `AudioManager`.
  public enum AudioMode: UInt8, CaseIterable, Sendable {
    /// `MODE_NORMAL`.
    case normal
    /// `MODE_RINGTONE`.
    case ringtone
    /// `MODE_IN_CALL`.
    case inCall
    /// `MODE_IN_COMMUNICATION`.
    case inCommunication
    /// `MODE_CALL_SCREENING`.
    case callScreening
    /// `MODE_CALL_REDIRECT`.
    case callRedirect
    /// `MODE_COMMUNICATION_REDIRECT`.
    case communicationRedirect

    var word: RouteModel.AudioMode? { RouteModel.AudioMode(rawValue: rawValue) }
  }

  /// An Android permission that routing depends on.
  public enum Permission: UInt8, CaseIterable, Sendable {
    /// `BLUETOOTH`, up to API level 30.
    case bluetooth
    /// `BLUETOOTH_CONNECT`, from API level 31.
    case bluetoothConnect
    /// `READ_PHONE_STATE`.
    case readPhoneState
    /// `MODIFY_AUDIO_SETTINGS`.
    case modifyAudioSettings
    /// `RECORD_AUDIO`.
    case recordAudio
    /// `MANAGE_OWN_CALLS`.
    case manageOwnCalls

    var word: RouteModel.Permission? { RouteModel.Permission(rawValue: rawValue) }
  }
}
