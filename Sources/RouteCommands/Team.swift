#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Threads that share the work of jobs; what they make of them comes in the order of the jobs.
///
/// One thread gives jobs and takes what was made of them; it does jobs itself rather than wait, so
/// that there are no more threads at work than cores, and none is moved from one to another.
final class Team<Job, Product>: @unchecked Sendable {
  /// Does jobs, one after another, on one thread.
  typealias Worker = (Job, Team) -> Product

  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  /// Told once for each job, to one of the threads; and for each product, to who takes it.
  private let given = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private let finished = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private let makeWorker: @Sendable () -> Worker

  // In the mutex's care.
  private var waiting: [Int: Job] = [:]
  private var done: [Int: Product] = [:]
  private var nextJob = 0
  private var isDismissed = false

  // The giving thread's own.
  private var threads: [pthread_t] = []
  private var jobs = 0
  private var taken = 0
  private let ownWorker: Worker

  /// A team of so many threads, with the one that makes it; that one works with `own`, and each other
  /// with what it makes.
  init(size: Int, own: @escaping Worker, makeWorker: @escaping @Sendable () -> Worker) {
    ownWorker = own
    self.makeWorker = makeWorker
    mutex.initialize(to: pthread_mutex_t())
    pthread_mutex_init(mutex, nil)
    for condition in [given, finished] {
      condition.initialize(to: pthread_cond_t())
      pthread_cond_init(condition, nil)
    }
    for _ in 1..<max(1, size) { addThread() }
  }

  deinit {
    for condition in [given, finished] {
      pthread_cond_destroy(condition)
      condition.deallocate()
    }
    pthread_mutex_destroy(mutex)
    mutex.deallocate()
  }

  /// Jobs that were given and not yet taken.
  var inHand: Int { jobs - taken }

  /// Gives the next job.
  func give(_ job: Job) {
    pthread_mutex_lock(mutex)
    waiting[jobs] = job
    jobs += 1
    pthread_cond_signal(given)
    pthread_mutex_unlock(mutex)
  }

  /// Gives what was made of the oldest job in hand, and works until it is there; nil where none is.
  func take() -> Product? {
    guard taken < jobs else { return nil }
    defer { taken += 1 }
    while true {
      pthread_mutex_lock(mutex)
      var product = done.removeValue(forKey: taken)
      let job = product == nil ? popWaiting() : nil
      while product == nil, job == nil {
        pthread_cond_wait(finished, mutex)
        product = done.removeValue(forKey: taken)
      }
      pthread_mutex_unlock(mutex)
      if let product { return product }
      guard let (number, job) = job else { continue }
      let own = ownWorker(job, self)
      if number == taken { return own }
      finish(number, own)
    }
  }

  /// Sends the threads away, each after the job that it is at, and waits until they are gone.
  func dismiss() {
    pthread_mutex_lock(mutex)
    isDismissed = true
    pthread_cond_broadcast(given)
    pthread_mutex_unlock(mutex)
    for thread in threads { pthread_join(thread, nil) }
    threads = []
  }

  /// Whether nobody waits any more for what is made.
  var isOver: Bool {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return isDismissed
  }

  // MARK: Threads

  private func addThread() {
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    // Where the system's default is small, as on Apple's and with Musl.
    pthread_attr_setstacksize(&attributes, 4 << 20)
    #if canImport(Darwin)
      var thread: pthread_t?
    #else
      var thread = pthread_t()
    #endif
    let own = Unmanaged.passRetained(Box { [unowned self] in self.work() })
    guard pthread_create(&thread, &attributes, runBox, own.toOpaque()) == 0 else {
      own.release()
      return
    }
    #if canImport(Darwin)
      if let thread { threads.append(thread) }
    #else
      threads.append(thread)
    #endif
  }

  private func work() {
    let worker = makeWorker()
    while let (number, job) = nextWaiting() {
      finish(number, worker(job, self))
    }
  }

  private func finish(_ number: Int, _ product: Product) {
    pthread_mutex_lock(mutex)
    done[number] = product
    pthread_cond_signal(finished)
    pthread_mutex_unlock(mutex)
  }

  /// The next job that nobody does yet, under the mutex.
  private func popWaiting() -> (Int, Job)? {
    guard let job = waiting.removeValue(forKey: nextJob) else { return nil }
    nextJob += 1
    return (nextJob - 1, job)
  }

  private func nextWaiting() -> (Int, Job)? {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    while !isDismissed {
      if let job = popWaiting() { return job }
      pthread_cond_wait(given, mutex)
    }
    return nil
  }
}

/// What a thread runs.
private final class Box {
  let run: () -> Void

  init(_ run: @escaping () -> Void) { self.run = run }
}

#if canImport(Darwin)
  private let runBox: @convention(c) (UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? = {
    Unmanaged<Box>.fromOpaque($0).takeRetainedValue().run()
    return nil
  }
#else
  private let runBox: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = {
    if let box = $0 { Unmanaged<Box>.fromOpaque(box).takeRetainedValue().run() }
    return nil
  }
#endif

/// The processor's cores.
enum Cores {
  /// How many the machine has at work, at least one.
  static var count: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }
}
