package import RouteMachine
import RouteModel

/// Classes of endpoints that several books use.
extension EndpointClass {
  /// The host device's own ports.
  package static let builtIn = EndpointClass(
    "built-in port", [.builtInMic, .builtInReceiver, .builtInSpeaker])

  private static let bluetoothTypes = WordSet(DeviceType.allCases.filter(\.isBluetooth))

  /// What a menu calls "Bluetooth Headset": a device that can be heard and spoken into.
  package static let bluetoothTwoWay = EndpointClass(
    "Bluetooth device", [.bluetoothHFP, .bluetoothLE], types: bluetoothTypes, mustBeTwoWay: true)

  /// Any Bluetooth port.
  package static let bluetooth = EndpointClass(
    "Bluetooth port", [.bluetoothHFP, .bluetoothLE, .hearingAid, .bluetoothA2DP],
    types: bluetoothTypes)

  /// Every port that there is.
  package static let any = EndpointClass("port", Port.allCases)
}

/// Facts and conditions shared by name are built once here; a book adds its own.
extension Condition {
  package static let systemCallInControl = Condition.isAny(
    "a phone, FaceTime or CallKit call is in control", .control, [Control.systemCall])

  package static let nothingInControl = Condition.isAny(
    "nothing is in control", .control, [Control.nobody])

  package static let answeredOnPhone = Condition(
    "the call was answered on the phone", [.answeredOn], .isOneOf([Value(bits: 1)]))

  package static let answeredOnDevice = Condition(
    "the call was answered on a device", [.answeredOn], .isOneOf([Value(bits: 2)]))

  package static let callIsIncoming = Condition.isAny(
    "the call came in", .callOrigin, [Call.Origin.incoming])
}
