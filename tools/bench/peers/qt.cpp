// The Qt peer: QJsonDocument and a state chart of Qt SCXML, compiled by qscxmlc. qt ROUNDS PATH
#include <QCoreApplication>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <ctime>
#include "phone.h"
#include "phonemodel.h"

static int64_t nanoseconds() {
  timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return time.tv_sec * 1000000000ll + time.tv_nsec;
}

static void run(const QByteArray& text, PhoneModel& model) {
  PhoneChart* chart = nullptr;
  qsizetype start = 0;
  while (start < text.size()) {
    qsizetype end = text.indexOf('\n', start);
    if (end < 0) end = text.size();
    QJsonObject line = QJsonDocument::fromJson(
      QByteArray::fromRawData(text.constData() + start, end - start)).object();
    start = end + 1;
    QString event = line.value(QLatin1String("event")).toString();
    if (!event.isEmpty()) {
      // The chart takes one event at a time, at the turn of Qt's event loop.
      chart->submitEvent(event, line.toVariantMap());
      QCoreApplication::processEvents();
    } else if (line.contains(QLatin1String("trace"))) {
      delete chart;
      model.machine.begin();
      const QJsonObject devices = line.value(QLatin1String("devices")).toObject();
      for (auto device = devices.begin(); device != devices.end(); ++device)
        model.machine.declare(
          device.key().toStdString(),
          word(device.value().toObject().value(QLatin1String("type")).toString().toStdString()));
      chart = new PhoneChart;
      chart->setDataModel(&model);
      chart->init();
      chart->start();
      QCoreApplication::processEvents();
    }
  }
  delete chart;
}

int main(int count, char** words) {
  QCoreApplication application(count, words);
  if (count != 3) return fprintf(stderr, "usage: qt ROUNDS PATH\n"), 2;
  QFile file(words[2]);
  if (!file.open(QIODevice::ReadOnly)) return fprintf(stderr, "qt: cannot be read\n"), 2;
  QByteArray text = file.readAll();
  std::string times, routes;
  uint64_t events = 0;
  for (int round = 0; round < atoi(words[1]); round++) {
    int64_t begun = nanoseconds();
    PhoneModel model;
    run(text, model);
    times += (round ? "," : "") + std::to_string(nanoseconds() - begun);
    routes = model.histogram.json();
    events = model.events;
  }
  printf("{\"events\":%llu,\"loop\":[%s],\"routes\":%s}\n", (unsigned long long)events, times.c_str(),
         routes.c_str());
}
