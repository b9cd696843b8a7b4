/* From any UTF-8 text to pieces that Open JTalk's front end can take. */
#ifndef TTS_OPENJTALK_TEXT_H
#define TTS_OPENJTALK_TEXT_H
#include <string>
#include <vector>

extern "C" {
#include "njd.h"
}

namespace tts {

/*
 * Splits `text` (valid UTF-8) into pieces of at most 768 bytes (256 Japanese characters), after a sentence end or
 * comma where there is one, and maps ASCII and half-width kana to the full-width characters the dictionary knows.
 * Controls and noncharacters are left out; tabs and line ends become spaces. An ordinary text is one piece.
 */
std::vector<std::string> openjtalk_pieces(const std::string &text);

/* Splits words whose pronunciation would overrun the 1,024-byte buffers of the later stages of the front end. */
void split_long_words(NJD *njd);

}  // namespace tts
#endif
