/**
 * The C library of macOS, by its install name. It has no file any more, only a place in dyld's cache; the whole path keeps
 * dlopen(3) from looking in other folders first.
 */
export const LIB_SYSTEM = "/usr/lib/libSystem.B.dylib";
