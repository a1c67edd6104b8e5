// The C++ peer: simdjson and a switch. cpp dom|ondemand ROUNDS PATH
// Prints a line of JSON: events, the nanoseconds of each round of its loop, the histogram.
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <simdjson.h>
#include "machine.hpp"
using namespace simdjson;

// The port's device, where the text has one: "bluetoothHFP@airpods".
static int deviceOf(const Machine& machine, std::string_view port) {
  size_t at = port.find('@');
  return at == port.npos ? NOBODY : machine.device(port.substr(at + 1));
}

static Mode modeOf(std::string_view text) {
  switch (word(text)) {
    case "voiceChat"_w: return VOICE_CHAT;
    case "videoChat"_w: return VIDEO_CHAT;
    default: return DEFAULT;
  }
}

// One line through the machine; `Line` gives strings by key, whichever interface is behind it.
template <class Line> static void step(Machine& m, uint64_t event, Line& line) {
  switch (event) {
    case "deviceConnected"_w: m.connect(m.device(line.text("device"))); break;
    case "deviceDisconnected"_w: m.disconnect(m.device(line.text("device"))); break;
    case "callIncoming"_w: m.ring(word(line.text("call")), RINGING); break;
    case "callDialed"_w: m.ring(word(line.text("call")), DIALING); break;
    case "callConnected"_w: m.call = ACTIVE; break;
    case "callHeld"_w: m.call = HELD; break;
    case "callResumed"_w: m.call = ACTIVE; m.overridden = false; break;
    case "callAnswered"_w: {
      uint64_t call = word(line.text("call"));
      std::string_view on = line.text("on");
      m.answer(call, on == "phone" ? PHONE : m.device(on));
      break;
    }
    case "callEnded"_w: m.endCall(word(line.text("call"))); break;
    case "settingChanged"_w:
      if (line.text("setting") == "callAudioRouting") {
        std::string_view value = line.text("value");
        m.routing = value == "bluetoothHeadset" ? TO_BLUETOOTH : value == "speaker" ? TO_SPEAKER : AUTOMATIC;
      }
      break;
    case "routeSelected"_w: {
      std::string_view port = line.text("port");
      if (!m.phone()) break;
      m.picked = port == "builtInReceiver" ? PICKED_RECEIVER
        : port == "builtInSpeaker" ? PICKED_SPEAKER : deviceOf(m, port);
      break;
    }
    case "sessionConfigured"_w: line.configure(m); m.configured(); break;
    case "sessionActivated"_w: m.active = true; break;
    case "sessionDeactivated"_w: m.deactivated(); break;
    case "preferredInputSet"_w: {
      std::string_view port = line.text("port");
      if (port.empty()) m.asked = NOBODY;
      else m.prefer(port == "builtInMic" ? BUILT_IN_MIC : deviceOf(m, port));
      break;
    }
    case "outputOverridden"_w: m.override(!line.text("port").empty()); break;
    case "interruptionBegan"_w: m.interrupted(); break;
    default: break;
  }
  m.decide();
}

struct OnDemandLine {
  ondemand::object object;
  // The value of a key that stands behind all that were asked for; empty for null.
  std::string_view text(std::string_view key) {
    std::string_view text;
    if (object.find_field(key).get_string().get(text)) return {};
    return text;
  }
  void configure(Machine& m) {
    object.reset();
    for (auto field : object) {
      std::string_view key = field.unescaped_key();
      std::string_view text;
      if (key == "category") {
        text = std::string_view(field.value().get_string());
        m.category = text == "playback" ? PLAYBACK : PLAY_AND_RECORD;
        m.hfp = m.a2dp = m.toSpeaker = false;
      } else if (key == "mode") {
        m.mode = modeOf(field.value().get_string());
      } else if (key == "options") {
        m.hfp = m.a2dp = m.toSpeaker = false;
        for (auto option : field.value().get_array()) {
          text = std::string_view(option.get_string());
          if (text == "allowBluetoothHFP") m.hfp = true;
          if (text == "allowBluetoothA2DP") m.a2dp = true;
          if (text == "defaultToSpeaker") m.toSpeaker = true;
        }
      } else if (key == "expect") {
        break;
      }
    }
  }
};

struct DomLine {
  dom::object object;
  std::string_view text(std::string_view key) {
    std::string_view text;
    if (object[key].get_string().get(text)) return {};
    return text;
  }
  void configure(Machine& m) {
    std::string_view text;
    if (!object["category"].get_string().get(text)) {
      m.category = text == "playback" ? PLAYBACK : PLAY_AND_RECORD;
      m.hfp = m.a2dp = m.toSpeaker = false;
    }
    if (!object["mode"].get_string().get(text)) m.mode = modeOf(text);
    dom::array options;
    if (!object["options"].get_array().get(options)) {
      m.hfp = m.a2dp = m.toSpeaker = false;
      for (std::string_view option : options) {
        if (option == "allowBluetoothHFP") m.hfp = true;
        if (option == "allowBluetoothA2DP") m.a2dp = true;
        if (option == "defaultToSpeaker") m.toSpeaker = true;
      }
    }
  }
};

static constexpr size_t BATCH = 1 << 20;

static uint64_t runOnDemand(ondemand::parser& parser, const padded_string& json, Histogram& histogram) {
  Machine machine;
  uint64_t events = 0;
  ondemand::document_stream lines = parser.iterate_many(json, BATCH);
  for (auto document : lines) {
    OnDemandLine line{document.get_object()};
    for (auto field : line.object) {
      // The canonical order: the kind of line is the first key that is none of the marks.
      const char* key = field.key().raw();
      if (key[0] == 'e' && key[1] == 'v') {
        uint64_t event = word(std::string_view(field.value().get_string()));
        step(machine, event, line);
        histogram.add(machine);
        events++;
        break;
      }
      if (key[0] == 't' && key[1] == 'r') {
        machine.begin();
        for (auto device : line.object.find_field("devices").get_object()) {
          std::string_view name = device.unescaped_key();
          machine.declare(name, word(std::string_view(device.value()["type"].get_string())));
        }
        break;
      }
      if (key[0] != 't' && key[0] != 's' && key[0] != 'l') break;
    }
  }
  return events;
}

static uint64_t runDom(dom::parser& parser, const padded_string& json, Histogram& histogram) {
  Machine machine;
  uint64_t events = 0;
  dom::document_stream lines = parser.parse_many(json, BATCH);
  for (dom::element document : lines) {
    DomLine line{document.get_object()};
    std::string_view event;
    if (!line.object["event"].get_string().get(event)) {
      step(machine, word(event), line);
      histogram.add(machine);
      events++;
    } else if (line.object["trace"].error() == SUCCESS) {
      machine.begin();
      for (auto device : line.object["devices"].get_object())
        machine.declare(device.key, word(std::string_view(device.value["type"])));
    }
  }
  return events;
}

// The processor's time: others may run beside.
static int64_t nanoseconds() {
  timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return time.tv_sec * 1000000000ll + time.tv_nsec;
}

int main(int count, char** words) {
  if (count != 4) return fprintf(stderr, "usage: cpp dom|ondemand ROUNDS PATH\n"), 2;
  bool isDom = std::string_view(words[1]) == "dom";
  int rounds = atoi(words[2]);
  std::vector<std::string> files;
  if (std::filesystem::is_directory(words[3])) {
    for (auto& entry : std::filesystem::recursive_directory_iterator(words[3]))
      if (entry.is_regular_file()) files.push_back(entry.path());
    std::sort(files.begin(), files.end());
  } else {
    files.push_back(words[3]);
  }
  ondemand::parser ondemand;
  dom::parser dom;
  // One core's work: simdjson would else find the next block's structure on a second thread.
  ondemand.threaded = dom.threaded = false;
  std::vector<padded_string> texts;
  std::string times;
  uint64_t events = 0;
  Histogram histogram;
  try {
    if (files.size() == 1) texts.push_back(padded_string::load(files[0]));
    for (int round = 0; round < rounds; round++) {
      histogram = Histogram();
      events = 0;
      int64_t begun = nanoseconds();
      for (auto& file : files) {
        padded_string text;
        if (texts.empty()) text = padded_string::load(file);
        const padded_string& json = texts.empty() ? text : texts[0];
        events += isDom ? runDom(dom, json, histogram) : runOnDemand(ondemand, json, histogram);
      }
      times += (round ? "," : "") + std::to_string(nanoseconds() - begun);
    }
  } catch (simdjson_error& error) {
    return fprintf(stderr, "cpp: %s\n", error.what()), 1;
  }
  printf("{\"events\":%llu,\"loop\":[%s],\"routes\":%s}\n", (unsigned long long)events, times.c_str(),
         histogram.json().c_str());
}
