#include "openjtalk_question.h"

#include <algorithm>
#include <initializer_list>

namespace {

/*
 * Measured by autocorrelation over the last voiced 60 ms of the voice mei: ますか？ ends 4.4 semitones higher
 * than without its mark, 終わり？ 4.9, 本当？ (which falls otherwise) 5.7; ますか。 2.8, in a voice that has learnt to
 * rise a little there.
 */
constexpr double kMarked = 5.0;
constexpr double kByWords = 3.0;

/* log F0 is a natural logarithm, an octave log 2 (HALF_TONE of hts_engine). */
constexpr double kSemitone = 0.69314718055994530942 / 12;

/* The engine's streams are spectrum, log F0 and, in some voices, aperiodicity. */
constexpr size_t kLogF0 = 1;

bool drop_suffix(std::string_view &text, std::initializer_list<std::string_view> suffixes) {
  for (const std::string_view suffix : suffixes) {
    if (text.size() < suffix.size() || text.substr(text.size() - suffix.size()) != suffix) continue;
    text.remove_suffix(suffix.size());
    return true;
  }
  return false;
}

/* The phoneme of a full-context label, which stands between - and +. */
std::string_view phoneme(std::string_view label) {
  const size_t begin = label.find('-');
  const size_t end = label.find('+', begin);
  if (begin == std::string_view::npos || end == std::string_view::npos) return {};
  return label.substr(begin + 1, end - begin - 1);
}

bool is_vowel(std::string_view phoneme) {
  return phoneme.size() == 1 && std::string_view("aiueoN").find(phoneme) != std::string_view::npos;
}

}  // namespace

double tts::question_rise(std::string_view piece) {
  const auto drop_closing = [&] { while (drop_suffix(piece, {"」", "』", "）", "”", "’", "　", " "})) continue; };
  drop_closing();
  if (drop_suffix(piece, {"？"})) return kMarked;
  if (!drop_suffix(piece, {"。", "．"})) return 0;
  drop_closing();
  if (!drop_suffix(piece, {"か", "かね"})) return 0;
  // What か follows in a question; a noun or adverb may end in it (ほか, 確か, 何か).
  return drop_suffix(piece, {"す", "う", "た", "だ", "る", "の", "い", "ん", "く"}) ? kByWords : 0;
}

void tts::raise_last_vowel(HTS_Engine *engine, char *const *labels, size_t count, double semitones) {
  const double *const voicing = engine->sss.sstream[kLogF0].msd;
  const size_t per_label = HTS_Engine_get_nstate(engine);
  const double voiced = HTS_Engine_get_msd_threshold(engine, kLogF0);
  size_t label = count;
  while (label > 0 && !is_vowel(phoneme(labels[label - 1]))) label -= 1;
  if (label == 0) return;
  const size_t first = (label - 1) * per_label;
  double level = 0;
  for (size_t i = 0; i < per_label; i++) {
    const size_t state = first + i;
    if (voicing != nullptr && voicing[state] <= voiced) continue;
    // A fall within the vowel (できた) would undo the rise.
    level = std::max(level, HTS_Engine_get_state_mean(engine, kLogF0, state, 0));
    const double rise = semitones * static_cast<double>(i + 1) / static_cast<double>(per_label);
    HTS_Engine_set_state_mean(engine, kLogF0, state, 0, level + rise * kSemitone);
  }
}
