/// An audio mode of Android's `AudioManager`.
@usableFromInline package enum AudioMode: UInt8, Word {
  case normal
  case ringtone
  case inCall
  case inCommunication
  case callScreening
  case callRedirect
  case communicationRedirect

  package var meaning: String {
    switch self {
    case .normal: "MODE_NORMAL: nothing in particular"
    case .ringtone: "MODE_RINGTONE: an incoming call rings"
    case .inCall: "MODE_IN_CALL: a phone call is on"
    case .inCommunication: "MODE_IN_COMMUNICATION: a VoIP call is on"
    case .callScreening: "MODE_CALL_SCREENING: a call is being screened"
    case .callRedirect: "MODE_CALL_REDIRECT: a phone call is played elsewhere"
    case .communicationRedirect: "MODE_COMMUNICATION_REDIRECT: a VoIP call is played elsewhere"
    }
  }

  package var aliases: [String] { [String(describing: self), String(name.dropFirst(5))] }

  package var name: String {
    switch self {
    case .normal: "MODE_NORMAL"
    case .ringtone: "MODE_RINGTONE"
    case .inCall: "MODE_IN_CALL"
    case .inCommunication: "MODE_IN_COMMUNICATION"
    case .callScreening: "MODE_CALL_SCREENING"
    case .callRedirect: "MODE_CALL_REDIRECT"
    case .communicationRedirect: "MODE_COMMUNICATION_REDIRECT"
    }
  }
}

/// An Android permission that routing depends on, by its constant.
@usableFromInline package enum Permission: UInt8, Word {
  case bluetooth
  case bluetoothConnect
  case readPhoneState
  case modifyAudioSettings
  case recordAudio
  case manageOwnCalls

  package var name: String {
    switch self {
    case .bluetooth: "BLUETOOTH"
    case .bluetoothConnect: "BLUETOOTH_CONNECT"
    case .readPhoneState: "READ_PHONE_STATE"
    case .modifyAudioSettings: "MODIFY_AUDIO_SETTINGS"
    case .recordAudio: "RECORD_AUDIO"
    case .manageOwnCalls: "MANAGE_OWN_CALLS"
    }
  }

  package var aliases: [String] { ["android.permission.\(name)"] }

  package var meaning: String {
    switch self {
    case .bluetooth: "Bluetooth, up to API level 30"
    case .bluetoothConnect: "Bluetooth (Nearby devices), from API level 31"
    case .readPhoneState: "the state of phone calls"
    case .modifyAudioSettings: "every call that changes a route"
    case .recordAudio: "the microphone"
    case .manageOwnCalls: "calls of its own in Telecom"
    }
  }
}

package typealias Permissions = WordSet<Permission>

/// What the app has of Android's audio focus.
@usableFromInline package enum AudioFocus: UInt8, Word {
  case none
  case gained
  case lostTransient
  case lost

  package var meaning: String {
    switch self {
    case .none: "never asked for, as far as the trace says"
    case .gained: "the app has it"
    case .lostTransient: "lost for a while, to a phone call or a prompt"
    case .lost: "lost to another app"
    }
  }
}

/// A message of Android Telecom's call-route machines, by its own name.
@usableFromInline package enum TelecomMessage: UInt8, Word {
  case connectWiredHeadset
  case disconnectWiredHeadset
  case connectDock
  case disconnectDock
  case bluetoothDeviceListChanged
  case btActiveDevicePresent
  case btActiveDeviceGone
  case btDeviceAdded
  case btDeviceRemoved
  case switchEarpiece
  case switchBluetooth
  case switchHeadset
  case switchSpeaker
  case switchBaselineRoute
  case speakerOn
  case speakerOff
  case streamingForceEnabled
  case streamingForceDisabled
  case userSwitchEarpiece
  case userSwitchBluetooth
  case userSwitchHeadset
  case userSwitchSpeaker
  case userSwitchBaselineRoute
  case updateSystemAudioRoute
  case btAudioDisconnected
  case btAudioConnected
  case btAudioPending
  case muteOn
  case muteOff
  case toggleMute
  case muteExternallyChanged
  case switchFocus
  case exitPendingRoute
  case pendingRouteTimeout
  case pendingRouteFailed
  case connectBt
  case disconnectBt
  case btAudioIsOn
  case btAudioLost

  /// The name with which Telecom's own logs spell it.
  package var name: String {
    String(describing: self).reduce(into: "") { name, letter in
      if letter.isUppercase { name += "_" }
      name += letter.uppercased()
    }
  }

  /// The number that Telecom's logs print behind the name.
  package var number: Int {
    switch self {
    case .connectWiredHeadset: 1
    case .disconnectWiredHeadset: 2
    case .connectDock: 5
    case .disconnectDock: 6
    case .bluetoothDeviceListChanged: 7
    case .btActiveDevicePresent: 8
    case .btActiveDeviceGone: 9
    case .btDeviceAdded: 10
    case .btDeviceRemoved: 11
    case .switchEarpiece: 1001
    case .switchBluetooth: 1002
    case .switchHeadset: 1003
    case .switchSpeaker: 1004
    case .switchBaselineRoute: 1005
    case .speakerOn: 1006
    case .speakerOff: 1007
    case .streamingForceEnabled: 1008
    case .streamingForceDisabled: 1009
    case .userSwitchEarpiece: 1101
    case .userSwitchBluetooth: 1102
    case .userSwitchHeadset: 1103
    case .userSwitchSpeaker: 1104
    case .userSwitchBaselineRoute: 1105
    case .updateSystemAudioRoute: 1201
    case .btAudioDisconnected: 1301
    case .btAudioConnected: 1302
    case .btAudioPending: 1303
    case .muteOn: 3001
    case .muteOff: 3002
    case .toggleMute: 3003
    case .muteExternallyChanged: 3004
    case .switchFocus: 4001
    case .exitPendingRoute: 10_001
    case .pendingRouteTimeout: 10_002
    case .pendingRouteFailed: 10_003
    case .connectBt: 100
    case .disconnectBt: 101
    case .btAudioIsOn: 200
    case .btAudioLost: 201
    }
  }

  package var meaning: String { "Telecom's message \(number)" }
}
