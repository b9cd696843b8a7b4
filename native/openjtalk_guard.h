/*
 * Included by the compiler before every source of Open JTalk, MeCab and hts_engine (openjtalk.build.json).
 *
 * Those sources write warnings about odd text to stderr and leave by exit(). A library in a pipe may do neither: here
 * their messages go nowhere and their exit becomes an exception, see openjtalk_front.cpp.
 */
#ifndef TTS_OPENJTALK_GUARD_H
#define TTS_OPENJTALK_GUARD_H

/* The real headers come first, so that the names below are replaced in uses and never in declarations. */
#ifdef __cplusplus
#include <cstdio>
#include <cstdlib>
#else
#include <stdio.h>
#include <stdlib.h>
#endif

#ifdef __cplusplus
extern "C"
#endif
__attribute__((noreturn)) void openjtalk_exit(int code);

#define exit(code) openjtalk_exit(code)
#define fprintf(...) ((void)0)
#define vfprintf(...) ((void)0)

#endif
