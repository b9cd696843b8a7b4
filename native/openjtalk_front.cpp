#include "openjtalk_front.h"

#include <stdexcept>

#include "openjtalk_files.h"
#include "openjtalk_text.h"

extern "C" {
#include "mecab2njd.h"
#include "njd_set_accent_phrase.h"
#include "njd_set_accent_type.h"
#include "njd_set_digit.h"
#include "njd_set_long_vowel.h"
#include "njd_set_pronunciation.h"
#include "njd_set_unvoiced_vowel.h"
}

/* What openjtalk_guard.h makes of exit(): the C sources are compiled with -fexceptions, so it passes through them. */
extern "C" [[noreturn]] void openjtalk_exit(int) {
  throw std::runtime_error("Open JTalk gave up on its input");
}

namespace tts {

OpenJTalkFront::OpenJTalkFront(const std::string &dictionary) {
  check_dictionary(dictionary);
  Mecab_initialize(&mecab_);
  NJD_initialize(&njd_);
  try {
    if (Mecab_load(&mecab_, dictionary.c_str()) != TRUE) {
      throw std::runtime_error(dictionary + " is no dictionary that MeCab can load");
    }
  } catch (...) {
    release();
    throw;
  }
}

OpenJTalkFront::~OpenJTalkFront() { release(); }

NJD *OpenJTalkFront::read(const std::string &piece) {
  if (Mecab_analysis(&mecab_, piece.c_str()) != TRUE) throw std::runtime_error("MeCab could not analyse the text");
  mecab2njd(&njd_, Mecab_get_feature(&mecab_), Mecab_get_size(&mecab_));
  njd_set_pronunciation(&njd_);
  split_long_words(&njd_);
  njd_set_digit(&njd_);
  njd_set_accent_phrase(&njd_);
  njd_set_accent_type(&njd_);
  njd_set_unvoiced_vowel(&njd_);
  njd_set_long_vowel(&njd_);
  return &njd_;
}

void OpenJTalkFront::forget() {
  NJD_refresh(&njd_);
  Mecab_refresh(&mecab_);
}

void OpenJTalkFront::release() {
  NJD_clear(&njd_);
  Mecab_clear(&mecab_);
}

}  // namespace tts
