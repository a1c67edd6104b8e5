// One transaction a record in sqlite, WAL: sqlite FULL|NORMAL COUNT LINES FILE.
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

int main(int argc, char **argv) {
  if (argc != 5) return 2;
  long count = atol(argv[2]);
  FILE *lines = fopen(argv[3], "r");
  if (!lines) return 1;
  static char text[1 << 26], pragma[64];
  size_t size = fread(text, 1, sizeof text, lines);
  sqlite3 *db;
  if (sqlite3_open(argv[4], &db)) return 1;
  snprintf(pragma, sizeof pragma, "pragma synchronous=%s", argv[1]);
  sqlite3_exec(db, "pragma journal_mode=WAL", 0, 0, 0);
  sqlite3_exec(db, pragma, 0, 0, 0);
  sqlite3_exec(db, "create table log(seq integer primary key, line text)", 0, 0, 0);
  sqlite3_stmt *insert;
  if (sqlite3_prepare_v2(db, "insert into log(line) values(?)", -1, &insert, 0)) return 1;
  struct timespec a, b;
  char *place = text;
  clock_gettime(CLOCK_MONOTONIC, &a);
  for (long i = 0; i < count; i++) {
    char *newline = memchr(place, '\n', text + size - place);
    if (!newline) { place = text; i--; continue; }
    sqlite3_bind_text(insert, 1, place, newline - place, SQLITE_STATIC);
    if (sqlite3_step(insert) != SQLITE_DONE) return 1;
    sqlite3_reset(insert);
    place = newline + 1;
  }
  clock_gettime(CLOCK_MONOTONIC, &b);
  printf("%ld\n", (long)(count / ((b.tv_sec - a.tv_sec) + (b.tv_nsec - a.tv_nsec) / 1e9)));
}
