/* Names of playback devices: which one is meant, and how they are listed. */
#include <algorithm>
#include <stdexcept>

#include "player_core.h"

namespace tts {

namespace {

std::string lower(std::string text) {
  for (char &c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

}  // namespace

size_t choose_device(const std::vector<PlayerDeviceName> &devices, const std::string &wanted) {
  if (devices.empty()) throw std::runtime_error("there is no playback device");
  const auto first = [&](auto matches) -> size_t {
    return static_cast<size_t>(std::find_if(devices.begin(), devices.end(), matches) - devices.begin());
  };
  if (wanted.empty()) {
    const size_t found = first([](const PlayerDeviceName &device) { return device.is_default; });
    return found == devices.size() ? 0 : found;
  }
  const size_t by_id = first([&](const PlayerDeviceName &device) { return device.id == wanted; });
  if (by_id != devices.size()) return by_id;
  const size_t by_name = first([&](const PlayerDeviceName &device) { return device.name == wanted; });
  if (by_name != devices.size()) return by_name;
  const std::string part = lower(wanted);
  const auto has_part = [&](const PlayerDeviceName &device) {
    return lower(device.name).find(part) != std::string::npos;
  };
  const auto count = std::count_if(devices.begin(), devices.end(), has_part);
  if (count == 1) return first(has_part);
  throw std::runtime_error(count == 0 ? "there is no playback device \"" + wanted + "\""
                                      : "several playback devices have \"" + wanted + "\" in their names");
}

std::string list_devices(const std::vector<PlayerDeviceName> &devices) {
  std::string lines;
  for (const PlayerDeviceName &device : devices) {
    const auto has_same_name = [&](const PlayerDeviceName &other) { return other.name == device.name; };
    const bool is_unique = std::count_if(devices.begin(), devices.end(), has_same_name) == 1;
    std::string line = is_unique ? device.name : device.id;
    std::replace(line.begin(), line.end(), '\n', ' ');
    if (!lines.empty()) lines += '\n';
    lines += line;
  }
  return lines;
}

}  // namespace tts
