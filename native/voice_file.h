/* Files that a voice is made of. All that is thrown is std::runtime_error, with a sentence that names the file. */
#ifndef TTS_VOICE_FILE_H
#define TTS_VOICE_FILE_H
#include <cstdint>
#include <string>

namespace tts {

/* Throws: the file is not what it should be. */
[[noreturn]] void refuse_file(const std::string &path, const std::string &why);

/* Size in bytes; throws unless `path` is a regular file that is not empty. */
uint64_t voice_file_size(const std::string &path);

/* The bytes of a file of at most `most_bytes`; throws when it cannot be read, or is not whole. */
std::string read_voice_file(const std::string &path, uint64_t most_bytes);

/* Throws unless `path` is a file that can be read. */
void check_voice_file(const std::string &path);

}  // namespace tts
#endif
