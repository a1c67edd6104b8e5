// The data model of phone.scxml: devices and memory, by the machine of machine.hpp.
#pragma once
#include <QScxmlCppDataModel>
#include <QScxmlEvent>
#include <QVariantMap>
#include "machine.hpp"

class PhoneModel : public QScxmlCppDataModel {
  Q_OBJECT
  Q_SCXML_DATAMODEL
 public:
  Machine machine;
  Histogram histogram;
  uint64_t events = 0;

 private:
  QVariant value(const char* key) const { return scxmlEvent().data().toMap().value(QLatin1String(key)); }
  std::string text(const char* key) const { return value(key).toString().toStdString(); }
  int after(const std::string& port) const {
    size_t at = port.find('@');
    return at == port.npos ? NOBODY : machine.device(std::string_view(port).substr(at + 1));
  }
  void connect() { machine.connect(machine.device(text("device"))); }
  void disconnect() { machine.disconnect(machine.device(text("device"))); }
  void ring(CallState state) { machine.ring(word(text("call")), state); }
  void answer() {
    std::string on = text("on");
    machine.answer(word(text("call")), on == "phone" ? PHONE : machine.device(on));
  }
  bool isPhones() const { return machine.call != NO_CALL && word(text("call")) == machine.callName; }
  void end() { machine.endCall(word(text("call"))); }
  bool routingIs(const char* name) const {
    return text("setting") == "callAudioRouting" && text("value") == name;
  }
  void pick() {
    std::string port = text("port");
    machine.picked = port == "builtInReceiver" ? PICKED_RECEIVER
      : port == "builtInSpeaker" ? PICKED_SPEAKER : after(port);
  }
  void prefer() {
    std::string port = text("port");
    if (port.empty()) machine.asked = NOBODY;
    else machine.prefer(port == "builtInMic" ? BUILT_IN_MIC : after(port));
  }
  void override() { machine.override(!text("port").empty()); }
  void configure() {
    QVariantMap data = scxmlEvent().data().toMap();
    if (data.contains("category")) {
      machine.category = text("category") == "playback" ? PLAYBACK : PLAY_AND_RECORD;
      machine.hfp = machine.a2dp = machine.toSpeaker = false;
    }
    if (data.contains("options")) {
      QStringList options = data.value("options").toStringList();
      machine.hfp = options.contains("allowBluetoothHFP");
      machine.a2dp = options.contains("allowBluetoothA2DP");
      machine.toSpeaker = options.contains("defaultToSpeaker");
    }
    if (data.contains("mode")) {
      std::string mode = text("mode");
      machine.mode = mode == "voiceChat" ? VOICE_CHAT : mode == "videoChat" ? VIDEO_CHAT : DEFAULT;
    }
    machine.configured();
  }
  void decide() {
    machine.decide();
    histogram.add(machine);
    events++;
  }
};
