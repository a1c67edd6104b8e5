/// Something that happened, named in the past tense: a fact, not a command.
@usableFromInline package enum EventKind: UInt8, Word {
  case deviceConnected
  case deviceDisconnected
  case deviceActivated
  case deviceDeactivated
  case linkRequested
  case linkConnected
  case linkFailed
  case linkDisconnected
  case callIncoming
  case callDialed
  case callConnected
  case callJoined
  case callAnswered
  case callHeld
  case callResumed
  case callEnded
  case videoChanged
  case settingChanged
  case routeSelected
  case deviceButtonPressed
  case roleChanged
  case sessionConfigured
  case sessionActivated
  case sessionDeactivated
  case preferredInputSet
  case outputOverridden
  case interruptionBegan
  case interruptionEnded
  case mediaServicesReset
  case appBackgrounded
  case appForegrounded
  case appResignedActive
  case proximityChanged
  case audioModeSet
  case communicationDeviceSet
  case speakerphoneSet
  case permissionGranted
  case permissionRevoked
  case audioFocusLost
  case audioFocusGained
  case telecomMessage
  case libraryCall
  case timerFired

  package var meaning: String {
    switch self {
    case .deviceConnected: "an accessory connected, or some of its profiles did"
    case .deviceDisconnected: "an accessory went away, or some of its profiles did"
    case .deviceActivated: "the system made the device its active one for a profile (Android)"
    case .deviceDeactivated: "the device is no longer the active one for a profile (Android)"
    case .linkRequested: "a link that takes time was asked for (SCO, AirPlay)"
    case .linkConnected: "the link is up"
    case .linkFailed: "the link could not be opened"
    case .linkDisconnected: "the link went down"
    case .callIncoming: "a call rings"
    case .callDialed: "an outgoing call was placed"
    case .callConnected: "the outgoing call got through"
    case .callJoined: "a call, room or meeting is on at once, without ringing"
    case .callAnswered: "a ringing call was answered, on the phone or on a device"
    case .callHeld: "the call was put on hold"
    case .callResumed: "the call came back from hold"
    case .callEnded: "the call is over"
    case .videoChanged: "the call's video was switched on or off"
    case .settingChanged: "a setting of the host device changed"
    case .routeSelected: "a person chose a route with the system"
    case .deviceButtonPressed: "a button on the device was pressed, and that is all that is known"
    case .roleChanged: "the user started or stopped sending audio"
    case .sessionConfigured: "the app set category, mode or options of its audio session"
    case .sessionActivated: "the app's audio session became active"
    case .sessionDeactivated: "the app's audio session became inactive"
    case .preferredInputSet: "the app called setPreferredInput"
    case .outputOverridden: "the app called overrideOutputAudioPort"
    case .interruptionBegan: "the system interrupted the app's session"
    case .interruptionEnded: "the interruption is over"
    case .mediaServicesReset: "the media server restarted"
    case .appBackgrounded: "the app went to the background"
    case .appForegrounded: "the app came to the foreground"
    case .appResignedActive: "the app is in front but inactive"
    case .proximityChanged: "the phone was held to the ear, or taken away"
    case .audioModeSet: "AudioManager's mode was set (Android)"
    case .communicationDeviceSet: "an app chose a communication device, or cleared it (Android)"
    case .speakerphoneSet: "an app called setSpeakerphoneOn (Android)"
    case .permissionGranted: "the app got a permission (Android)"
    case .permissionRevoked: "the app lost a permission (Android)"
    case .audioFocusLost: "the app lost audio focus (Android)"
    case .audioFocusGained: "the app gained audio focus (Android)"
    case .telecomMessage: "one of Android Telecom's own messages"
    case .libraryCall: "a call to an SDK's own device picker"
    case .timerFired: "a timer ran out"
    }
  }

  /// The arguments that the event takes, in the order in which a writer puts them.
  package var arguments: [Argument] {
    switch self {
    case .deviceConnected, .deviceDisconnected:
      [.required(.device), .optional(.profiles)]
    case .deviceActivated, .deviceDeactivated:
      [.required(.device), .required(.profile)]
    case .linkRequested, .linkConnected, .linkFailed, .linkDisconnected:
      [
        .required(.device), .required(.profile),
        .optional(.by, actors: [.system, .app, .device, .otherApp, .telecom, .person]),
      ] + Self.refusable(self == .linkRequested)
    case .callIncoming:
      [.required(.call), .required(.callKind), .optional(.video), .optional(.app)]
    case .callDialed, .callJoined:
      [.required(.call), .required(.callKind), .optional(.video), .optional(.app)]
    case .callConnected:
      [.required(.call), .optional(.callKind), .optional(.video)]
    case .callAnswered: [.required(.call), .optional(.place)]
    case .callHeld, .callResumed:
      [.required(.call), .optional(.by, actors: Self.users)] + Self.refusable(true)
    case .callEnded:
      [.required(.call), .optional(.by, actors: [.local, .remote]), .optional(.why)]
    case .videoChanged: [.required(.call), .required(.video)]
    case .settingChanged: [.required(.setting), .required(.value)]
    case .routeSelected:
      [.optional(.port), .optional(.input), .optional(.output), .optional(.via)]
    case .deviceButtonPressed: [.required(.device)]
    case .roleChanged: [.required(.sends)]
    case .sessionConfigured:
      [
        .optional(.category), .optional(.mode), .optional(.options),
        .optional(.by, actors: Self.users),
      ] + Self.refusable(true)
    case .sessionActivated, .sessionDeactivated:
      [.optional(.by, actors: [.app, .callKit, .system])] + Self.refusable(true)
    case .preferredInputSet, .outputOverridden:
      [.required(.port), .optional(.by, actors: Self.users)] + Self.refusable(true)
    case .interruptionBegan:
      [.optional(.by, actors: Self.interrupters), .optional(.reason)]
    case .interruptionEnded:
      [.optional(.by, actors: Self.interrupters), .optional(.shouldResume)]
    case .mediaServicesReset, .appBackgrounded, .appForegrounded, .appResignedActive: []
    case .proximityChanged: [.required(.near)]
    case .audioModeSet:
      [.required(.audioMode), .optional(.by, actors: Self.users)] + Self.refusable(true)
    case .communicationDeviceSet:
      [.required(.port), .optional(.by, actors: Self.users)] + Self.refusable(true)
    case .speakerphoneSet:
      [.required(.isOn), .optional(.by, actors: Self.users)] + Self.refusable(true)
    case .permissionGranted, .permissionRevoked: [.required(.permission)]
    case .audioFocusLost, .audioFocusGained:
      [.optional(.transient), .optional(.by, actors: Self.users + [.phone, .alarm])]
    case .telecomMessage: [.required(.message), .optional(.messageArgument), .optional(.device)]
    case .libraryCall:
      [.required(.function), .optional(.functionArgument)] + Self.refusable(true)
    case .timerFired: [.required(.timer)]
    }
  }

  private static let users: [Actor] = [.app, .otherApp, .person, .system, .callKit, .telecom]
  private static let interrupters: [Actor] = [.phone, .alarm, .siri, .app, .otherApp, .system]

  /// An app's call to the system can be refused by it, and then names the platform's error.
  private static func refusable(_ isAppCall: Bool) -> [Argument] {
    isAppCall ? [.optional(.error)] : []
  }
}
