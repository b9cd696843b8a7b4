/* The rise of the voice at the end of a question, which the voices of hts_engine have not learnt. */
#ifndef TTS_OPENJTALK_QUESTION_H
#define TTS_OPENJTALK_QUESTION_H
#include <cstddef>
#include <string_view>

extern "C" {
#include "HTS_engine.h"
}

namespace tts {

/*
 * Semitones by which the last mora of a piece is to rise: most for one that ends in ？, less for one that is a question
 * by its words only (〜ですか。), 0 for a statement. `piece` is in full-width characters.
 */
double question_rise(std::string_view piece);

/*
 * Raises log F0 over the last vowel that is voiced at all, gliding by `semitones` from its first to its last state. To
 * be called between the engine's state and parameter sequences; `labels` are what the states were made of.
 */
void raise_last_vowel(HTS_Engine *engine, char *const *labels, size_t count, double semitones);

}  // namespace tts
#endif
