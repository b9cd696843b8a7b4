/*
 * A bare greedy loop over llama.h: what loading, prefill and decoding cost without anything of ours around them. Only
 * `bench` uses it, in a process of its own, as the mark that the pipeline is measured against.
 *
 * Strings   UTF-8 with a length in bytes, borrowed for the call.
 * Status    >= 0 is success; a negative status leaves a sentence for tts_bare_last_error.
 */
#ifndef TTS_BARE_LOOP_H
#define TTS_BARE_LOOP_H
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define TTS_BARE_API __attribute__((visibility("default")))
#else
#define TTS_BARE_API
#endif

/* Raised when a signature or the meaning of a status changes. */
#define TTS_BARE_ABI 1

typedef struct tts_bare tts_bare;

enum {
  TTS_BARE_OK = 0,
  TTS_BARE_E_ARG = -1,    /* An argument is NULL or out of its range. */
  TTS_BARE_E_FAILED = -2  /* libllama refused; the sentence says what. */
};

/* What a sentence cost; 24 bytes, little endian. */
typedef struct {
  uint32_t prompt_tokens; /* Tokens prefilled behind the prefix. */
  uint32_t output_tokens;
  uint64_t prefill_us; /* Microseconds until the first token could be picked. */
  uint64_t decode_us;  /* Microseconds from then to the end. */
} tts_bare_cost;

/* The ABI number this library was built with. */
TTS_BARE_API uint32_t tts_bare_abi(void);

/*
 * Loads the backend, a GGUF with its weights read and not mapped, and makes a context of n_ctx tokens; blocks until it is
 * done. *load_us is what that took, in microseconds. `prefix` is the prompt before every sentence, with control tokens.
 */
TTS_BARE_API int32_t tts_bare_open(const char *folder, uint32_t folder_bytes, const char *path, uint32_t path_bytes,
                                   const char *prefix, uint32_t prefix_bytes, uint32_t n_ctx, uint32_t n_batch,
                                   uint32_t n_threads, uint64_t *load_us, tts_bare **out);
TTS_BARE_API void tts_bare_close(tts_bare *bare);

/*
 * Prefills a sentence and `suffix` behind the prefix, then decodes greedily up to the end of generation, a line break, or
 * max_tokens. Blocks.
 */
TTS_BARE_API int32_t tts_bare_run(tts_bare *bare, const char *sentence, uint32_t sentence_bytes, const char *suffix,
                                  uint32_t suffix_bytes, uint32_t max_tokens, tts_bare_cost *cost);

/* The last failure on the calling thread as UTF-8; copies at most `capacity` bytes and returns the bytes needed. */
TTS_BARE_API uint32_t tts_bare_last_error(char *text, uint32_t capacity);

#ifdef __cplusplus
}
#endif
#endif
