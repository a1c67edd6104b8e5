// The reduced machine of README.md in C++: what every peer computes.
#pragma once
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

// A word as a number, the same at compile time and at run time: its first and last eight bytes.
constexpr uint64_t word(const char* text, size_t length) {
  uint64_t first = 0, last = 0;
  if (__builtin_is_constant_evaluated()) {
    size_t start = length > 8 ? length - 8 : 0;
    for (size_t i = 0; i < length && i < 8; i++) first |= uint64_t(uint8_t(text[i])) << (8 * i);
    for (size_t i = start; i < length; i++) last |= uint64_t(uint8_t(text[i])) << (8 * (i - start));
  } else if (length >= 8) {
    memcpy(&first, text, 8);
    memcpy(&last, text + length - 8, 8);
  } else {
    for (size_t i = 0; i < length; i++) first |= uint64_t(uint8_t(text[i])) << (8 * i);
    last = first;
  }
  return first ^ (last * 0x9E3779B97F4A7C15ull) ^ (uint64_t(length) << 56);
}
constexpr uint64_t operator""_w(const char* text, size_t length) { return word(text, length); }
inline uint64_t word(std::string_view text) { return word(text.data(), text.size()); }

enum Port : uint8_t {
  NOTHING, MIC, RECEIVER, SPEAKER, HEADSET_MIC, HEADPHONES, HFP, A2DP, CAR, USB, PORTS
};
inline const char* const portNames[] = {
  "-", "builtInMic", "builtInReceiver", "builtInSpeaker", "headsetMic", "headphones",
  "bluetoothHFP", "bluetoothA2DP", "carAudio", "usbAudio",
};
enum Kind : uint8_t { WIRED_HEADSET, WIRED_HEADPHONES, USB_HEADSET, HANDS_FREE, BT_SPEAKER, CARPLAY };
enum CallState : uint8_t { NO_CALL, RINGING, DIALING, ACTIVE, HELD };
enum Routing : uint8_t { AUTOMATIC, TO_BLUETOOTH, TO_SPEAKER };
enum Category : uint8_t { UNSET, PLAY_AND_RECORD, PLAYBACK };
enum Mode : uint8_t { DEFAULT, VOICE_CHAT, VIDEO_CHAT };

constexpr int NOBODY = -1, PHONE = -2, BUILT_IN_MIC = -3, PICKED_RECEIVER = -4, PICKED_SPEAKER = -5;

struct Machine {
  std::vector<Kind> kinds;              // by device
  std::vector<std::string> names;       // of the trace's devices
  std::array<int8_t, 16> rack{};        // connected, newest last
  int connected = 0;
  CallState call = NO_CALL;             // the phone's call; an app's own calls change nothing
  uint64_t callName = 0;
  bool incoming = false;
  int place = NOBODY;                   // where it was answered
  Category category = UNSET;
  Mode mode = DEFAULT;
  bool hfp = false, a2dp = false, toSpeaker = false;
  bool active = false;
  bool overridden = false, newcomer = false;
  int asked = NOBODY, picked = NOBODY;
  Routing routing = AUTOMATIC;
  Port in = NOTHING, out = NOTHING;
  int inDevice = NOBODY;
  bool hasRoute = false;

  void begin() {
    auto kept = std::move(kinds);
    auto keptNames = std::move(names);
    *this = Machine();
    kinds = std::move(kept);
    names = std::move(keptNames);
    kinds.clear();
    names.clear();
  }

  void declare(std::string_view name, uint64_t type) {
    Kind kind = HANDS_FREE;
    switch (type) {
      case "wiredHeadset"_w: kind = WIRED_HEADSET; break;
      case "wiredHeadphones"_w: kind = WIRED_HEADPHONES; break;
      case "usbHeadset"_w: kind = USB_HEADSET; break;
      case "bluetoothSpeaker"_w: kind = BT_SPEAKER; break;
      case "carPlay"_w: kind = CARPLAY; break;
    }
    names.emplace_back(name);
    kinds.push_back(kind);
  }

  int device(std::string_view name) const {
    for (size_t i = 0; i < names.size(); i++)
      if (names[i] == name) return int(i);
    return NOBODY;
  }

  bool phone() const { return call == ACTIVE || call == DIALING; }
  bool plays() const { return !phone() && category == PLAYBACK; }
  bool hfpAdmitted() const {
    if (phone() || category == UNSET) return true;
    return category == PLAY_AND_RECORD && (hfp || mode != DEFAULT);
  }
  bool a2dpAdmitted() const {
    return !phone() && (category == PLAYBACK || (category == PLAY_AND_RECORD && a2dp));
  }
  // Where sound goes on a device; NOTHING where the session cannot use it.
  Port output(Kind kind) const {
    switch (kind) {
      case WIRED_HEADSET: case WIRED_HEADPHONES: return HEADPHONES;
      case USB_HEADSET: return USB;
      case CARPLAY: return CAR;
      case HANDS_FREE: if (hfpAdmitted()) return HFP; [[fallthrough]];
      default: return a2dpAdmitted() ? A2DP : NOTHING;
    }
  }
  bool usableMic(Kind kind) const {
    switch (kind) {
      case WIRED_HEADSET: return !plays();
      case USB_HEADSET: case CARPLAY: return true;
      case HANDS_FREE: return hfpAdmitted();
      default: return false;
    }
  }
  bool isConnected(int device) const {
    for (int i = 0; i < connected; i++) if (rack[i] == device) return true;
    return false;
  }
  // The newest connected device for which the test gives a port.
  template <class Test> int newest(Test test) const {
    for (int i = connected - 1; i >= 0; i--) if (test(kinds[rack[i]])) return rack[i];
    return NOBODY;
  }

  void connect(int device) {
    if (device < 0) return;
    rack[connected++] = int8_t(device);
    if (output(kinds[device]) != NOTHING) {
      overridden = false;
      picked = NOBODY;
      newcomer = true;
    }
    if (usableMic(kinds[device])) asked = NOBODY;
  }
  void disconnect(int device) {
    auto end = std::remove(rack.begin(), rack.begin() + connected, int8_t(device));
    connected = int(end - rack.begin());
    if (asked == device) asked = NOBODY;
    if (picked == device) picked = NOBODY;
  }
  void answer(uint64_t name, int where) {
    if (name != callName || call != RINGING) return;
    call = ACTIVE;
    place = where;
    newcomer = overridden = false;
    picked = NOBODY;
  }
  void endCall(uint64_t name) {
    bool isPhones = call != NO_CALL && name == callName;
    if (!isPhones || phone()) {
      picked = NOBODY;
      newcomer = false;
    }
    if (isPhones) call = NO_CALL;
  }
  void ring(uint64_t name, CallState state) {
    call = state;
    callName = name;
    incoming = state == RINGING;
    place = NOBODY;
    if (state == DIALING) overridden = false;
  }
  void prefer(int device) {
    bool routed = hasRoute && (device == BUILT_IN_MIC ? in == MIC : in != NOTHING && inDevice == device);
    if (routed) return;
    asked = device;
    if (device != BUILT_IN_MIC) overridden = false;
  }
  void override(bool on) {
    if (on) {
      if (category != PLAYBACK) overridden = true;
      return;
    }
    overridden = false;
    if (asked == BUILT_IN_MIC) asked = NOBODY;
  }
  void configured() { overridden = false; }
  void interrupted() { active = overridden = false; }
  void deactivated() { active = overridden = false; }

  // After every event: the route.
  void decide() {
    if (phone()) decidePhone();
    else if (active) decideApp();
    else {
      hasRoute = false;
      in = out = NOTHING;
      inDevice = NOBODY;
    }
  }

 private:
  void set(Port input, Port output, int device = NOBODY) {
    hasRoute = true;
    in = input;
    out = output;
    inDevice = device;
  }
  // A microphone by wire, which goes with outputs that have none.
  void beside(Port output) {
    int device = newest([](Kind k) { return k == WIRED_HEADSET || k == USB_HEADSET; });
    if (device == NOBODY) set(MIC, output);
    else set(kinds[device] == USB_HEADSET ? USB : HEADSET_MIC, output, device);
  }
  void through(int device, Port port) {
    switch (port) {
      case HFP: case USB: case CAR: set(port, port, device); break;
      case HEADPHONES:
        if (kinds[device] == WIRED_HEADSET) set(HEADSET_MIC, HEADPHONES, device);
        else beside(HEADPHONES);
        break;
      default: beside(port);
    }
  }
  bool throughNewest() {
    int device = newest([this](Kind k) { return output(k) != NOTHING; });
    if (device == NOBODY) return false;
    through(device, output(kinds[device]));
    return true;
  }
  void decidePhone() {
    if (picked == PICKED_RECEIVER) return set(MIC, RECEIVER);
    if (picked == PICKED_SPEAKER) return set(MIC, SPEAKER);
    if (picked >= 0 && output(kinds[picked]) != NOTHING) return through(picked, output(kinds[picked]));
    if (routing == TO_BLUETOOTH) {
      int device = newest([](Kind k) { return k == HANDS_FREE; });
      if (device != NOBODY) return set(HFP, HFP, device);
    }
    if (routing == TO_SPEAKER && newest([](Kind k) { return k != BT_SPEAKER; }) == NOBODY)
      return set(MIC, SPEAKER);
    if (!newcomer && place >= 0 && isConnected(place) && output(kinds[place]) != NOTHING)
      return through(place, output(kinds[place]));
    if (!newcomer && incoming && place == PHONE) {
      int device = newest([](Kind k) { return k != HANDS_FREE && k != BT_SPEAKER; });
      return device == NOBODY ? set(MIC, RECEIVER) : through(device, output(kinds[device]));
    }
    if (!throughNewest()) set(MIC, RECEIVER);
  }
  void decideApp() {
    if (category == PLAYBACK) {
      int device = newest([this](Kind k) { return output(k) != NOTHING; });
      return set(NOTHING, device == NOBODY ? SPEAKER : output(kinds[device]));
    }
    Port own = toSpeaker || mode == VIDEO_CHAT ? SPEAKER : RECEIVER;
    if (overridden) return set(MIC, SPEAKER);
    if (asked == BUILT_IN_MIC) {
      auto alone = [this](Kind k) { return k == HANDS_FREE ? (a2dpAdmitted() ? A2DP : NOTHING) : output(k); };
      int device = newest([&](Kind k) { return alone(k) != NOTHING; });
      return set(MIC, device == NOBODY ? own : alone(kinds[device]));
    }
    if (asked >= 0 && usableMic(kinds[asked])) return through(asked, output(kinds[asked]));
    if (!throughNewest()) set(MIC, own);
  }
};

// How often each route was computed.
struct Histogram {
  std::array<uint64_t, PORTS * PORTS + 1> counts{};
  void add(const Machine& machine) {
    counts[machine.hasRoute ? machine.in * PORTS + machine.out : PORTS * PORTS]++;
  }
  std::string json() const {
    std::string text = "{";
    auto member = [&](const std::string& name, uint64_t count) {
      if (!count) return;
      text += (text.size() > 1 ? ",\"" : "\"") + name + "\":" + std::to_string(count);
    };
    for (int i = 0; i < PORTS; i++)
      for (int o = 0; o < PORTS; o++)
        member(std::string(portNames[i]) + " " + portNames[o], counts[i * PORTS + o]);
    member("none", counts[PORTS * PORTS]);
    return text + "}";
  }
};
