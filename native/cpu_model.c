/*
 * What clang's target_clones asks for the processor's abilities. It belongs to compiler-rt (lib/builtins/cpu_model/x86.c,
 * which says how it is laid out), but zig leaves it out of its own. Of the abilities only those that hts_filters.c is
 * compiled for are told; a compiler that brings all of this along finds it here first.
 */
#if defined(__clang__) && defined(__x86_64__) && defined(__linux__)
#include <cpuid.h>

enum { kFma = 14 };
/* XCR0: the system keeps the upper halves of the vector registers, without which AVX and FMA fault. */
enum { kSseState = 2, kAvxState = 4 };

struct {
  unsigned vendor, type, subtype, features[1];
} __cpu_model __attribute__((visibility("hidden")));

static unsigned kept_state(void) {
  unsigned low, high;
  __asm__("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return low;
}

/* Runs before constructors do, while the library is still being relocated: it must call nothing. */
__attribute__((visibility("hidden"))) int __cpu_indicator_init(void) {
  const unsigned wanted = bit_OSXSAVE | bit_AVX | bit_FMA;
  unsigned a, b, c, d;
  if (__get_cpuid(1, &a, &b, &c, &d) && (c & wanted) == wanted) {
    const unsigned state = kSseState | kAvxState;
    if ((kept_state() & state) == state) __cpu_model.features[0] |= 1u << kFma;
  }
  return 0;
}
#else
/* ISO C wants a file to declare something. */
typedef int nothing_to_tell;
#endif
