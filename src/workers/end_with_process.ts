import { dlopen } from "bun:ffi";
import { LIB_SYSTEM } from "../lib_system.ts";

const RTLD_LAZY = 1; // <dlfcn.h>, on macOS and Linux
const DISPATCH_PROC_EXIT = 0x8000_0000n; // <dispatch/source.h>
const EXIT_CODE = 1n;

/**
 * Has libdispatch end this process with `_exit(1)` as soon as another one has ended, even while native code blocks the
 * main thread: the event arrives on a thread of libdispatch's own, and its handler is `_exit` itself, so that neither a
 * thread nor a line of JavaScript is needed. A process that has ended already counts, too. Not yet run on a Mac.
 *
 * @param library what has libdispatch's functions; replaced in tests
 * @throws Error when the library lacks one of them
 */
export function endWithProcess(pid: number, library = LIB_SYSTEM): void {
  const { symbols } = dlopen(library, {
    // void *dlopen(const char *path, int mode);
    dlopen: { args: ["cstring", "i32"], returns: "ptr" },
    // void *dlsym(void *handle, const char *name);
    dlsym: { args: ["ptr", "cstring"], returns: "ptr" },
    // dispatch_queue_t dispatch_get_global_queue(intptr_t identifier, uintptr_t flags);
    dispatch_get_global_queue: { args: ["i64", "u64"], returns: "ptr" },
    // dispatch_source_t dispatch_source_create(dispatch_source_type_t, uintptr_t handle, uintptr_t mask, dispatch_queue_t);
    dispatch_source_create: { args: ["ptr", "u64", "u64", "ptr"], returns: "ptr" },
    // void dispatch_set_context(dispatch_object_t object, void *context);
    dispatch_set_context: { args: ["ptr", "u64"], returns: "void" },
    // void dispatch_source_set_event_handler_f(dispatch_source_t source, void (*handler)(void *context));
    dispatch_source_set_event_handler_f: { args: ["ptr", "ptr"], returns: "void" },
    // void dispatch_resume(dispatch_object_t object);
    dispatch_resume: { args: ["ptr"], returns: "void" },
  });
  const handle = symbols.dlopen(cString(library), RTLD_LAZY);
  const address = (name: string) => there(name, symbols.dlsym(handle, cString(name)));
  const queue = symbols.dispatch_get_global_queue(0n, 0n);
  // DISPATCH_SOURCE_TYPE_PROC is the address of this variable.
  const kind = address("_dispatch_source_type_proc");
  const source = there(
    "a source of process events",
    symbols.dispatch_source_create(kind, BigInt(pid), DISPATCH_PROC_EXIT, queue),
  );
  // The handler gets the context where _exit expects its status.
  symbols.dispatch_set_context(source, EXIT_CODE);
  symbols.dispatch_source_set_event_handler_f(source, address("_exit"));
  symbols.dispatch_resume(source);
}

function cString(text: string): Buffer {
  return Buffer.from(`${text}\0`);
}

function there<Address>(what: string, found: Address | null): Address {
  if (found === null) throw new Error(`${what} is not to be had`);
  return found;
}
