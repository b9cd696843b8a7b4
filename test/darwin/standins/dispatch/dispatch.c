// Of libdispatch, what src/workers/end_with_process.ts calls, on Linux: a source of process events waits for its process
// by pidfd_open(2) on a thread of its own. It serves one kind of source with one kind of event, and ends the process on
// anything else, as does every use in the wrong order.
#include <poll.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

struct source {
  pid_t pid;
  void *context;
  void (*handler)(void *);
};

static char queue;
char _dispatch_source_type_proc;

static void require(int holds, const char *what) {
  if (holds) return;
  fprintf(stderr, "stand-in of libdispatch: %s\n", what);
  abort();
}

void *dispatch_get_global_queue(intptr_t identifier, uintptr_t flags) {
  require(identifier == 0 && flags == 0, "another queue than the default one");
  return &queue;
}

void *dispatch_source_create(const void *type, uintptr_t handle, uintptr_t mask, void *target) {
  require(type == &_dispatch_source_type_proc, "another type than DISPATCH_SOURCE_TYPE_PROC");
  require(mask == 0x80000000, "another event than DISPATCH_PROC_EXIT");
  require(target == &queue, "another queue than was given");
  struct source *source = calloc(1, sizeof *source);
  source->pid = (pid_t)handle;
  return source;
}

void dispatch_set_context(void *object, void *context) { ((struct source *)object)->context = context; }

void dispatch_source_set_event_handler_f(void *object, void (*handler)(void *)) {
  ((struct source *)object)->handler = handler;
}

static void *wait_for_end(void *object) {
  struct source *source = object;
  const int descriptor = (int)syscall(SYS_pidfd_open, source->pid, 0);
  if (descriptor >= 0) {
    struct pollfd end = {.fd = descriptor, .events = POLLIN};
    while (poll(&end, 1, -1) != 1) continue;
  }
  // A process that is not there any more counts as ended, as in libdispatch.
  source->handler(source->context);
  return NULL;
}

void dispatch_resume(void *object) {
  struct source *source = object;
  require(source->handler != NULL, "a source without a handler");
  pthread_t thread;
  require(pthread_create(&thread, NULL, wait_for_end, source) == 0, "no thread");
}
