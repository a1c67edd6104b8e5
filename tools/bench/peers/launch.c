/* Runs a program and writes what it took: launch REPORT PROGRAM ARGUMENT...
   The report: wall, user and system nanoseconds, largest resident KiB, exit status. A process of its
   own, since Python's own memory would count as its child's. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long long now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000ll + t.tv_nsec;
}

static long long nanoseconds(struct timeval t) { return t.tv_sec * 1000000000ll + t.tv_usec * 1000ll; }

int main(int count, char **words) {
  if (count < 3) return 2;
  long long begun = now();
  pid_t child = vfork();
  if (child == 0) {
    execvp(words[2], words + 2);
    _exit(127);
  }
  int status = 0;
  struct rusage usage;
  if (child < 0 || wait4(child, &status, 0, &usage) < 0) return 2;
  long long wall = now() - begun;
  FILE *report = fopen(words[1], "w");
  if (!report) return 2;
  int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  fprintf(report, "%lld %lld %lld %ld %d\n", wall, nanoseconds(usage.ru_utime),
          nanoseconds(usage.ru_stime), usage.ru_maxrss, code);
  fclose(report);
  return code;
}
