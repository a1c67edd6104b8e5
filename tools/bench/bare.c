// The same bytes without our code: bare write|fsync|batched COUNT LINES FILE prints records a second.
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

int main(int argc, char **argv) {
  if (argc != 5) return 2;
  long count = atol(argv[2]);
  FILE *lines = fopen(argv[3], "r");
  if (!lines) return 1;
  static char text[1 << 26];
  size_t size = fread(text, 1, sizeof text, lines);
  int out = open(argv[4], O_RDWR | O_APPEND | O_CREAT | O_TRUNC, 0644);
  int syncs = !strcmp(argv[1], "fsync"), batch = !strcmp(argv[1], "batched") ? 1000 : 1;
  struct timespec a, b;
  char *place = text, *end = text + size;
  clock_gettime(CLOCK_MONOTONIC, &a);
  for (long done = 0; done < count; done += batch) {
    char *stop = place;
    for (int i = 0; i < batch; i++) {
      char *newline = memchr(stop, '\n', end - stop);
      if (!newline) { place = stop = text; i = -1; continue; }
      stop = newline + 1;
    }
    if (write(out, place, stop - place) != stop - place) return 1;
    if (syncs && fdatasync(out)) return 1;
    place = stop;
  }
  clock_gettime(CLOCK_MONOTONIC, &b);
  printf("%ld\n", (long)(count / ((b.tv_sec - a.tv_sec) + (b.tv_nsec - a.tv_nsec) / 1e9)));
}
