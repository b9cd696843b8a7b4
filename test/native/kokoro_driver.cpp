// Reads texts, a word of Open JTalk's front end a line (surface, pronunciation and "joined" or "apart", tabs between),
// an empty line after each text. Prints the pieces that each is cut into, as "PHONEMES<tab>PAUSE_MS".
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

#include "kokoro_pieces.h"

namespace {

std::string encode(const std::u32string &text) {
  std::string encoded;
  for (const char32_t c : text) {
    if (c < 0x80) {
      encoded += static_cast<char>(c);
    } else if (c < 0x800) {
      encoded += static_cast<char>(0xC0 | c >> 6);
      encoded += static_cast<char>(0x80 | (c & 0x3F));
    } else {
      encoded += static_cast<char>(0xE0 | c >> 12);
      encoded += static_cast<char>(0x80 | (c >> 6 & 0x3F));
      encoded += static_cast<char>(0x80 | (c & 0x3F));
    }
  }
  return encoded;
}

tts::ReadWord word_of(const std::string &line) {
  std::istringstream fields(line);
  std::string surface, pronunciation, joined;
  std::getline(fields, surface, '\t');
  std::getline(fields, pronunciation, '\t');
  std::getline(fields, joined);
  return {surface, pronunciation, joined == "joined"};
}

}  // namespace

int main() {
  std::vector<tts::ReadWord> words;
  for (std::string line; std::getline(std::cin, line);) {
    if (!line.empty()) {
      words.push_back(word_of(line));
      continue;
    }
    for (const tts::KokoroPiece &piece : tts::kokoro_pieces(tts::kokoro_phrases(words), true)) {
      std::cout << encode(piece.phonemes) << '\t' << piece.pause_ms << '\n';
    }
    words.clear();
  }
  return 0;
}
