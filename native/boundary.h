/* What every shim does at its C boundary: strings in and out, the last error, no exception past it. */
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <exception>
#include <string>
#include <string_view>
#include <utility>

namespace tts {

/* The last failed call on this thread; each shim is a library of its own and has its own. */
inline thread_local std::string last_error;

inline int32_t refuse(int32_t status, std::string sentence) {
  last_error = std::move(sentence);
  return status;
}

/* Runs the body of an exported function; an exception becomes the status `on_exception`. */
template <typename Body>
int32_t guarded(int32_t on_exception, Body body) noexcept {
  try {
    try {
      return body();
    } catch (const std::exception &error) {
      return refuse(on_exception, error.what());
    } catch (...) {
      return refuse(on_exception, "an unknown exception was thrown");
    }
  } catch (...) {
    return on_exception;  // Not even the sentence could be kept.
  }
}

inline bool readable(const char *text, uint32_t bytes) { return text != nullptr || bytes == 0; }

/* NULL with length 0 is the empty string, which std::string_view does not take from a null pointer. */
inline std::string_view view(const char *text, uint32_t bytes) {
  return bytes == 0 ? std::string_view() : std::string_view(text, bytes);
}

/* Copies at most `capacity` bytes; returns the bytes needed. */
inline uint32_t copy_out(std::string_view from, char *to, uint32_t capacity) {
  if (to != nullptr) std::memcpy(to, from.data(), std::min<size_t>(from.size(), capacity));
  return static_cast<uint32_t>(from.size());
}

}  // namespace tts
