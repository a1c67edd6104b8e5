/// Something that happened: to an accessory, a call, the app's session, a setting.
///
/// The cases are the events of the trace format that an app can know of, in the past tense: facts,
/// not commands. Who did it, and with which error the system refused it, are arguments of
/// ``Recorder/record(_:by:error:assumed:)``.
public enum RecordedEvent: Hashable, Sendable {
  /// An accessory connected, or only these of its profiles did.
  case deviceConnected(RecordedDevice, profiles: RecordedDevice.Profiles? = nil)
  /// An accessory went away, or only these of its profiles did.
  case deviceDisconnected(RecordedDevice, profiles: RecordedDevice.Profiles? = nil)
  /// The system made the device its active one for a profile (Android).
  case deviceActivated(RecordedDevice, RecordedDevice.Profile)
  /// The device is no longer the active one for a profile (Android).
  case deviceDeactivated(RecordedDevice, RecordedDevice.Profile)
  /// A button on the device was pressed, and that is all that is known.
  case deviceButtonPressed(RecordedDevice)
  /// A link that takes time was asked for (SCO, AirPlay).
  case linkRequested(RecordedDevice, RecordedDevice.Profile)
  /// The link is up.
  case linkConnected(RecordedDevice, RecordedDevice.Profile)
  /// The link could not be opened.
  case linkFailed(RecordedDevice, RecordedDevice.Profile)
  /// The link went down.
  case linkDisconnected(RecordedDevice, RecordedDevice.Profile)

  /// A call rings; the first value is the app's own identifier of the call.
  case callIncoming(String, CallKind, video: Bool = false)
  /// An outgoing call was placed.
  case callDialed(String, CallKind, video: Bool = false)
  /// The outgoing call got through.
  case callConnected(String)
  /// A call, room or meeting is on at once, without ringing.
  case callJoined(String, CallKind, video: Bool = false)
  /// A ringing call was answered; nil where it is not known on what.
  case callAnswered(String, on: Place? = nil)
  /// The call was put on hold.
  case callHeld(String)
  /// The call came back from hold.
  case callResumed(String)
  /// The call is over.
  case callEnded(String, why: EndReason? = nil)
  /// The call's video was switched on or off.
  case videoChanged(String, video: Bool)

  /// The app set category, mode or options; what is nil was left as it was.
  case sessionConfigured(category: Category? = nil, mode: Mode? = nil, options: Options? = nil)
  /// The app's audio session became active.
  case sessionActivated
  /// The app's audio session became inactive.
  case sessionDeactivated
  /// The app called `setPreferredInput`; nil takes the preference back.
  case preferredInputSet(RecordedEndpoint?)
  /// The app called `overrideOutputAudioPort`: true for the loudspeaker.
  case outputOverridden(toSpeaker: Bool)
  /// The system interrupted the app's session.
  case interruptionBegan(InterruptionReason? = nil)
  /// The interruption is over.
  case interruptionEnded(shouldResume: Bool? = nil)
  /// The media server restarted.
  case mediaServicesReset
  /// The user starts or stops sending audio.
  case roleChanged(sends: Bool)

  /// A person chose a port with the system; nil takes the choice back.
  case routeSelected(RecordedEndpoint?, via: Via? = nil)
  /// A setting of the host device changed.
  case settingChanged(Setting, SettingValue)
  /// The app went to the background.
  case appBackgrounded
  /// The app came to the foreground.
  case appForegrounded
  /// The app is in front but inactive.
  case appResignedActive
  /// The phone was held to the ear, or taken away.
  case proximityChanged(near: Bool)

  /// `AudioManager`'s mode was set (Android).
  case audioModeSet(AudioMode)
  /// An app chose a communication device; nil cleared it (Android).
  case communicationDeviceSet(RecordedEndpoint?)
  /// An app called `setSpeakerphoneOn` (Android).
  case speakerphoneSet(on: Bool)
  /// The app got a permission (Android).
  case permissionGranted(Permission)
  /// The app lost a permission (Android).
  case permissionRevoked(Permission)
  /// The app lost audio focus (Android).
  case audioFocusLost(transient: Bool = false)
  /// The app gained audio focus (Android).
  case audioFocusGained

  /// A call to an SDK's own device picker, by its name.
  case libraryCall(String, argument: String? = nil)
}
