/* Where a text is cut for Kokoro, which gives no sound before all of what it was given is said. */
#ifndef TTS_KOKORO_PIECES_H
#define TTS_KOKORO_PIECES_H
#include <cstdint>
#include <string>
#include <vector>

#include "kokoro_phonemes.h"

namespace tts {

struct KokoroPiece {
  /* At most 300 of them. */
  std::u32string phonemes;
  /* Of silence, between it and the piece after it. */
  uint32_t pause_ms;
};

/*
 * Cuts phrases at the ends of sentences, and longer sentences at commas or, where there is none, between phrases. The
 * first piece is short, so that sound comes early, if `is_first`: if nothing of the utterance was said before.
 */
std::vector<KokoroPiece> kokoro_pieces(const std::vector<Phrase> &phrases, bool is_first);

}  // namespace tts
#endif
