#include "openjtalk_text.h"

#include <cstdlib>
#include <cstring>
#include <initializer_list>
#include <new>
#include <string_view>

#include "utf8.h"

extern "C" {
#include "text2mecab.h"
}

namespace {

/* Bounds what the engine holds at once to some 40 s of ordinary speech, and the time until the first frame with it. */
constexpr size_t kPieceBytes = 768;

/*
 * Longest pronunciation, in bytes, that one word may have. njd_set_unvoiced_vowel copies it into 1,024 bytes and may
 * double it by adding a mark of three bytes to each kana of three.
 */
constexpr size_t kPronunciationBytes = 480;

bool is_control(char32_t c) { return c < 0x20 || (c >= 0x7F && c < 0xA0); }

/* U+FFFF would be read from behind the end of char.bin; the others are as little text as it is. */
bool is_noncharacter(char32_t c) { return (c & 0xFFFE) == 0xFFFE || (c >= 0xFDD0 && c < 0xFDF0); }

bool is_space(char32_t c) { return c == ' ' || (c >= '\t' && c <= '\r') || c == 0x85 || c == 0xA0 || c == 0x2028; }

bool starts_with_any(std::string_view text, std::initializer_list<std::string_view> prefixes) {
  for (const std::string_view prefix : prefixes) {
    if (text.substr(0, prefix.size()) == prefix) return true;
  }
  return false;
}

/* Text without what cannot be spoken, in the full-width characters of the dictionary. */
std::string full_width(std::string_view text) {
  std::string clean;
  clean.reserve(text.size());
  while (!text.empty()) {
    const std::string_view before = text;
    const char32_t c = tts::take_code_point(text);
    if (is_space(c)) {
      clean += ' ';
    } else if (!is_control(c) && !is_noncharacter(c)) {
      clean += before.substr(0, before.size() - text.size());
    }
  }
  // text2mecab writes at most three bytes for each byte of ASCII, and no more than it reads for anything else.
  std::string wide(clean.size() * 3 + 1, '\0');
  text2mecab(wide.data(), clean.c_str());
  wide.resize(std::strlen(wide.c_str()));
  return wide;
}

/* Bytes of the first piece: all that fits, but cut after its last sentence end or comma when there is more. */
size_t piece_bytes(std::string_view text) {
  if (text.size() <= kPieceBytes) return text.size();
  size_t sentence = 0;
  size_t comma = 0;
  size_t any = 0;
  for (std::string_view rest = text;;) {
    const std::string_view at = rest;
    tts::take_code_point(rest);
    const size_t end = text.size() - rest.size();
    if (end > kPieceBytes) break;
    any = end;
    if (starts_with_any(at, {"。", "！", "？", "．"})) sentence = end;
    if (starts_with_any(at, {"、", "，", "　"})) comma = end;
  }
  return sentence != 0 ? sentence : comma != 0 ? comma : any;
}

/*
 * Where to split `pron`: after the last mora that ends within `limit` bytes (a small kana or a long-vowel mark belongs
 * to the mora before it), or after the last kana when it holds nothing but those.
 */
size_t mora_boundary(std::string_view pron, size_t limit) {
  size_t mora = 0;
  size_t kana = 0;
  for (std::string_view rest = pron;;) {
    if (tts::take_code_point(rest) == tts::kMalformed) break;
    const size_t end = pron.size() - rest.size();
    if (end > limit) break;
    kana = end;
    if (!starts_with_any(rest, {"ァ", "ィ", "ゥ", "ェ", "ォ", "ャ", "ュ", "ョ", "ヮ", "ー", "’"})) mora = end;
  }
  return mora != 0 ? mora : kana;
}

}  // namespace

std::vector<std::string> tts::openjtalk_pieces(const std::string &text) {
  const std::string wide = full_width(text);
  std::vector<std::string> pieces;
  for (std::string_view rest = wide; !rest.empty();) {
    const size_t bytes = piece_bytes(rest);
    pieces.emplace_back(rest.substr(0, bytes));
    rest.remove_prefix(bytes);
  }
  return pieces;
}

void tts::split_long_words(NJD *njd) {
  for (NJDNode *node = njd->head; node != nullptr; node = node->next) {
    const std::string pron = NJDNode_get_pron(node);
    if (pron.size() <= kPronunciationBytes) continue;
    const size_t bytes = mora_boundary(pron, kPronunciationBytes);
    const std::string head = pron.substr(0, bytes);
    const std::string tail = pron.substr(bytes);
    auto *const rest = static_cast<NJDNode *>(std::calloc(1, sizeof(NJDNode)));
    if (rest == nullptr) throw std::bad_alloc();
    NJDNode_initialize(rest);
    NJDNode_copy(rest, node);
    NJDNode_set_pron(rest, tail.c_str());
    NJDNode_set_pron(node, head.c_str());
    // The mora counts only place accents, of which words this long have none; what matters is that none is zero.
    const int moras = NJDNode_get_mora_size(node);
    const int head_moras = static_cast<int>(static_cast<size_t>(moras) * bytes / pron.size());
    NJDNode_set_mora_size(node, head_moras > 0 ? head_moras : 1);
    NJDNode_set_mora_size(rest, moras > head_moras ? moras - head_moras : 1);
    rest->prev = node;
    rest->next = node->next;
    if (node->next != nullptr) {
      node->next->prev = rest;
    } else {
      njd->tail = rest;
    }
    node->next = rest;
  }
}
