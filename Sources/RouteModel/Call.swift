/// A call's number within one trace; the reader's table of names holds its identifier.
@usableFromInline package struct CallSlot: Hashable, Sendable, Comparable {
  package var number: UInt8

  package init(_ number: UInt8) { self.number = number }

  @usableFromInline package static func < (left: CallSlot, right: CallSlot) -> Bool {
    left.number < right.number
  }
}

/// Who carries a call.
@usableFromInline package enum CallKind: UInt8, Word {
  case phone
  case faceTime
  case callKit
  case voip
  case telecomVoip

  package var meaning: String {
    switch self {
    case .phone: "cellular call"
    case .faceTime: "FaceTime call"
    case .callKit: "VoIP call that the app reports to CallKit"
    case .voip: "VoIP call that the system does not know of"
    case .telecomVoip: "VoIP call in Android's Telecom (self-managed)"
    }
  }
}

/// Where a call stands; an ended call is not on the board any more.
@usableFromInline package enum CallState: UInt8, Word {
  case ringing
  case dialing
  case active
  case held

  package var meaning: String {
    switch self {
    case .ringing: "came in and is not answered; left by callAnswered or callEnded"
    case .dialing: "goes out and is not through; left by callConnected or callEnded"
    case .active: "people can talk; left by callHeld or callEnded"
    case .held: "on hold; left by callResumed or callEnded"
    }
  }
}

/// Where a call was answered: on the host device itself or on an accessory.
@usableFromInline package enum Place: Hashable, Sendable {
  case phone
  case device(DeviceSlot)
}

/// Why a call ended.
@usableFromInline package enum EndReason: UInt8, Word {
  case hungUp
  case declined
  case missed
  case failed

  package var meaning: String {
    switch self {
    case .hungUp: "one side hung up"
    case .declined: "refused while ringing"
    case .missed: "nobody answered"
    case .failed: "network or system failure"
    }
  }
}

/// Who did something.
@usableFromInline package enum Actor: UInt8, Word {
  case app
  case otherApp
  case person
  case system
  case callKit
  case telecom
  case device
  case phone
  case alarm
  case siri
  case local
  case remote

  package var meaning: String {
    switch self {
    case .app: "the app that the trace is about"
    case .otherApp: "another app"
    case .person: "the person who holds the phone"
    case .system: "the operating system"
    case .callKit: "CallKit, for the app"
    case .telecom: "Android's Telecom"
    case .device: "the accessory itself"
    case .phone: "a phone or FaceTime call"
    case .alarm: "an alarm or timer"
    case .siri: "Siri"
    case .local: "this side of the call"
    case .remote: "the other party of the call"
    }
  }
}
