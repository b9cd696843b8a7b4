#include "voice_file.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <stdexcept>

namespace tts {

void refuse_file(const std::string &path, const std::string &why) {
  throw std::runtime_error(path + " " + why);
}

uint64_t voice_file_size(const std::string &path) {
  struct stat status = {};
  if (stat(path.c_str(), &status) != 0) refuse_file(path, std::string("cannot be opened: ") + std::strerror(errno));
  if (!S_ISREG(status.st_mode)) refuse_file(path, "is not a file");
  if (status.st_size == 0) refuse_file(path, "is empty");
  return static_cast<uint64_t>(status.st_size);
}

std::string read_voice_file(const std::string &path, uint64_t most_bytes) {
  const uint64_t size = voice_file_size(path);
  if (size > most_bytes) refuse_file(path, "is too large for what it should be");
  std::ifstream file(path, std::ios::binary);
  if (!file) refuse_file(path, std::string("cannot be read: ") + std::strerror(errno));
  std::string bytes(static_cast<size_t>(size), '\0');
  file.read(bytes.data(), static_cast<std::streamsize>(size));
  if (static_cast<uint64_t>(file.gcount()) != size) refuse_file(path, "is shorter than it says");
  return bytes;
}

void check_voice_file(const std::string &path) {
  voice_file_size(path);
  if (access(path.c_str(), R_OK) != 0) refuse_file(path, std::string("cannot be read: ") + std::strerror(errno));
}

}  // namespace tts
