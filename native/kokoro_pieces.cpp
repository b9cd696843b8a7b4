#include "kokoro_pieces.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace tts {
namespace {

/*
 * In phonemes, of which about 15 are a second. A piece is ended at a comma where the next part of the sentence would
 * make it longer than its measure: kFirst for the first one, for later ones twice the length of the last one, since at
 * a real-time factor of a half each is then ready when the one before it has sounded. Where there is no comma for
 * kLongest phonemes, a sentence is cut between phrases, which is heard a little.
 */
constexpr size_t kFirst = 30;
constexpr size_t kFirstLongest = 48;
constexpr size_t kLater = 80;
constexpr size_t kLongest = 96;

/* The pauses of src/speech/silence.ts between clauses. */
constexpr uint32_t kSentenceMs = 400;
constexpr uint32_t kCommaMs = 150;
constexpr uint32_t kNoMarkMs = 60;

uint32_t pause_after(char32_t mark) { return ends_sentence(mark) ? kSentenceMs : mark != 0 ? kCommaMs : kNoMarkMs; }

/* A phrase with its mark and the blank behind it. */
size_t length_of(const Phrase &phrase) { return phrase.phonemes.size() + (phrase.mark != 0 ? 2 : 1); }

bool can_be_said(const std::u32string &phonemes) {
  return phonemes.find_first_not_of(U" ʔː,:;….!?") != phonemes.npos;
}

class Cutter {
 public:
  Cutter(const std::vector<Phrase> &phrases, bool is_first)
      : phrases_(phrases),
        measure_(is_first ? kFirst : kLater),
        longest_(is_first ? kFirstLongest : kLongest) {}

  std::vector<KokoroPiece> cut() {
    for (size_t i = 0; i < phrases_.size();) {
      const size_t end = section_end(i);
      add_section(i, end);
      i = end;
      if (ends_sentence(phrases_[i - 1].mark)) close(i);
    }
    close(phrases_.size());
    return std::move(pieces_);
  }

 private:
  /* Behind the next phrase that has a mark. */
  size_t section_end(size_t i) const {
    while (i + 1 < phrases_.size() && phrases_[i].mark == 0) i++;
    return i + 1;
  }

  void add_section(size_t first, size_t last) {
    size_t rest = 0;
    for (size_t i = first; i < last; i++) rest += length_of(phrases_[i]);
    if (length_ + rest > measure_) close(first);
    size_t most = share_of(rest);
    for (size_t i = first; i < last; i++) {
      if (length_ >= most) {
        close(i);
        most = share_of(rest);
      }
      length_ += length_of(phrases_[i]);
      rest -= length_of(phrases_[i]);
    }
  }

  /* How long a piece of a section may become of which `rest` is left; its pieces are to be of about one length. */
  size_t share_of(size_t rest) const {
    const size_t parts = (rest + longest_ - 1) / longest_;
    return parts <= 1 ? std::numeric_limits<size_t>::max() : (rest + parts - 1) / parts;
  }

  /* Ends the piece before phrase `end`, unless nothing is in it. */
  void close(size_t end) {
    if (end == begin_) return;
    std::u32string text = kokoro_text(phrases_, begin_, end);
    if (can_be_said(text)) {
      pieces_.push_back({std::move(text), pause_after(phrases_[end - 1].mark)});
      measure_ = std::clamp(2 * length_, kFirst, kLater);
      longest_ = kLongest;
    }
    begin_ = end;
    length_ = 0;
  }

  const std::vector<Phrase> &phrases_;
  std::vector<KokoroPiece> pieces_;
  size_t measure_;
  size_t longest_;
  size_t begin_ = 0;
  size_t length_ = 0;
};

}  // namespace

std::vector<KokoroPiece> kokoro_pieces(const std::vector<Phrase> &phrases, bool is_first) {
  return Cutter(phrases, is_first).cut();
}

}  // namespace tts
