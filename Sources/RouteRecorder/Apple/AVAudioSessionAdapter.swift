#if canImport(AVFAudio) && !os(macOS)
  public import AVFAudio
  internal import Foundation

  /// Records an `AVAudioSession`: what it says of its own, and the calls that the app makes.
  ///
  /// Listens to route changes, interruptions and resets of the media services, and stands in for the
  /// session where the app configures it: each of its methods makes the session's call of that name,
  /// records it with the error that it threw, and throws it on.
  ///
  /// Only what the session shows is known: a device that no route and no list of inputs has named is
  /// not in the log before one does.
  public final class AVAudioSessionAdapter: @unchecked Sendable {
    private let recorder: Recorder
    private let session: AVAudioSession
    private let lock = NSLock()
    // In the lock's care.
    private var observers: [any NSObjectProtocol] = []
    private var devices = AppleDevices()

    /// Prepares to record a session; nothing is recorded before ``start()``.
    public init(_ recorder: Recorder, session: AVAudioSession = .sharedInstance()) {
      self.recorder = recorder
      self.session = session
    }

    deinit { stop() }

    /// Records what the session shows now, and listens from now on.
    public func start() {
      stop()
      take(.unknown)
      let center = NotificationCenter.default
      let added = [
        center.addObserver(
          forName: AVAudioSession.routeChangeNotification, object: session, queue: nil
        ) { [weak self] in self?.routeChanged($0) },
        center.addObserver(
          forName: AVAudioSession.interruptionNotification, object: session, queue: nil
        ) { [weak self] in self?.interrupted($0) },
        center.addObserver(
          forName: AVAudioSession.mediaServicesWereResetNotification, object: session, queue: nil
        ) { [weak self] _ in self?.reset() },
      ]
      lock.lock()
      observers = added
      lock.unlock()
    }

    /// Listens no more.
    public func stop() {
      lock.lock()
      let added = observers
      observers = []
      lock.unlock()
      for observer in added { NotificationCenter.default.removeObserver(observer) }
    }

    /// Sets category, mode and options, as the session's method of that name.
    public func setCategory(
      _ category: AVAudioSession.Category, mode: AVAudioSession.Mode = .default,
      options: AVAudioSession.CategoryOptions = []
    ) throws {
      try recording(
        .sessionConfigured(
          category: AppleWords.category(category), mode: AppleWords.mode(mode),
          options: AppleWords.options(options))
      ) { try session.setCategory(category, mode: mode, options: options) }
    }

    /// Sets the mode, as the session's method of that name.
    public func setMode(_ mode: AVAudioSession.Mode) throws {
      try recording(.sessionConfigured(mode: AppleWords.mode(mode))) { try session.setMode(mode) }
    }

    /// Activates or deactivates the session, as the session's method of that name.
    public func setActive(_ active: Bool, options: AVAudioSession.SetActiveOptions = []) throws {
      try recording(active ? .sessionActivated : .sessionDeactivated, by: .app) {
        try session.setActive(active, options: options)
      }
    }

    /// Chooses an input, as the session's method of that name.
    public func setPreferredInput(_ input: AVAudioSessionPortDescription?) throws {
      try recording(.preferredInputSet(input.flatMap(endpoint))) {
        try session.setPreferredInput(input)
      }
    }

    /// Sends the output to the loudspeaker, or no longer, as the session's method of that name.
    public func overrideOutputAudioPort(_ port: AVAudioSession.PortOverride) throws {
      try recording(.outputOverridden(toSpeaker: port == .speaker)) {
        try session.overrideOutputAudioPort(port)
      }
    }

    /// To be called from CallKit's `provider(_:didActivate:)`.
    public func callKitDidActivate() { recorder.record(.sessionActivated, by: .callKit) }

    /// To be called from CallKit's `provider(_:didDeactivate:)`.
    public func callKitDidDeactivate() { recorder.record(.sessionDeactivated, by: .callKit) }
  }

  extension AVAudioSessionAdapter {
    /// Makes a call of the app's, and records it after it: the route that it led to comes later.
    private func recording(
      _ event: RecordedEvent, by actor: RecordedEvent.Actor? = nil, _ call: () throws -> Void
    ) throws {
      do {
        try call()
        recorder.record(event, by: actor)
      } catch {
        recorder.record(event, by: actor, error: String((error as NSError).code))
        throw error
      }
    }

    private func routeChanged(_ notification: Notification) {
      let number = notification.userInfo?[AVAudioSessionRouteChangeReasonKey] as? UInt
      take(number.flatMap(AVAudioSession.RouteChangeReason.init(rawValue:)) ?? .unknown)
    }

    private func interrupted(_ notification: Notification) {
      let info = notification.userInfo
      let number = info?[AVAudioSessionInterruptionTypeKey] as? UInt
      switch number.flatMap(AVAudioSession.InterruptionType.init(rawValue:)) {
      case .began:
        // Its key has this value since iOS 14.5.
        let reason = info?["AVAudioSessionInterruptionReasonKey"] as? UInt
        recorder.record(
          .interruptionBegan(
            reason.flatMap(UInt8.init(exactly:))
              .flatMap(RecordedEvent.InterruptionReason.init(rawValue:))))
      case .ended:
        let options = info?[AVAudioSessionInterruptionOptionKey] as? UInt ?? 0
        let shouldResume = AVAudioSession.InterruptionOptions(rawValue: options)
          .contains(.shouldResume)
        recorder.record(.interruptionEnded(shouldResume: shouldResume))
      default: recorder.note("an interruption of an unknown type")
      }
    }

    private func reset() {
      recorder.record(.mediaServicesReset)
      take(.unknown)
    }

    /// Records which devices came and went, and the route as it is now.
    private func take(_ reason: AVAudioSession.RouteChangeReason) {
      let route = session.currentRoute
      let inputs = session.availableInputs ?? []
      lock.lock()
      let changes = devices.update(
        ports: route.inputs + route.outputs + inputs, isLoss: reason == .oldDeviceUnavailable)
      lock.unlock()
      for device in changes.gone { recorder.record(.deviceDisconnected(device)) }
      for device in changes.new {
        recorder.record(.deviceConnected(device), assumed: reason != .newDeviceAvailable)
      }
      var observed = RecordedRoute(
        input: route.inputs.first.flatMap(endpoint), output: route.outputs.first.flatMap(endpoint))
      observed.availableInputs = inputs.compactMap(endpoint)
      recorder.observe(observed, reason: AppleWords.reason(reason))
    }

    private func endpoint(_ port: AVAudioSessionPortDescription) -> RecordedEndpoint? {
      lock.lock()
      defer { lock.unlock() }
      return devices.endpoint(port)
    }
  }
#endif
