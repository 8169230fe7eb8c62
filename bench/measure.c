/*
 * measure RESULT COMMAND [ARGUMENT...]: runs the command and writes to the file RESULT, as one JSON object,
 * what the kernel says of it when it has ended (wait4): CPU seconds in user and in system mode, of all its
 * threads; wall seconds; the largest resident memory in bytes; the exit code (128 + n for signal n).
 *
 * Node does not tell a parent what a child has used, and a small C program holds next to no memory when it
 * forks: Linux counts what a process had before exec in its largest resident memory.
 */
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double seconds(struct timeval t) { return t.tv_sec + t.tv_usec / 1e6; }

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

int main(int count, char **words) {
  if (count < 3) return fputs("usage: measure RESULT COMMAND [ARGUMENT...]\n", stderr), 2;
  double start = now();
  pid_t child = fork();
  if (child == 0) {
    execvp(words[2], words + 2);
    perror(words[2]);
    _exit(127);
  }
  int status;
  struct rusage used;
  if (child < 0 || wait4(child, &status, 0, &used) != child) return perror("measure"), 2;
  double wall = now() - start;
  int code = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  FILE *result = fopen(words[1], "w");
  if (result == NULL) return perror(words[1]), 2;
  fprintf(result, "{ \"user\": %.6f, \"system\": %.6f, \"wall\": %.6f, \"memory\": %lld, \"code\": %d }\n",
          seconds(used.ru_utime), seconds(used.ru_stime), wall, used.ru_maxrss * 1024LL, code);
  return fclose(result) == 0 ? 0 : 2;
}
