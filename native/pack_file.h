/* Files of a voice's pack that are read whole. */
#ifndef TTS_PACK_FILE_H
#define TTS_PACK_FILE_H
#include <cstdint>
#include <string>

namespace tts {

/* The bytes of a file of at most `most_bytes`. Throws std::runtime_error, with a sentence that names it. */
std::string read_pack_file(const std::string &path, uint64_t most_bytes);

/* Throws std::runtime_error, with a sentence that names it, unless `path` is a file that can be read. */
void check_pack_file(const std::string &path);

}  // namespace tts
#endif
