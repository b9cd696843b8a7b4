/* Looks at the files of an Open JTalk voice before MeCab and hts_engine do, which take their contents on trust. */
#ifndef TTS_OPENJTALK_FILES_H
#define TTS_OPENJTALK_FILES_H
#include <string>

namespace tts {

/* Checks sys.dic, unk.dic, matrix.bin and char.bin of `folder`. Throws std::runtime_error that names the bad file. */
void check_dictionary(const std::string &folder);

/* Checks an .htsvoice file. Throws std::runtime_error that names it. */
void check_hts_voice(const std::string &path);

}  // namespace tts
#endif
