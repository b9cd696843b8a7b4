#include "onnx_runtime.h"

#include <dlfcn.h>

#include <cstdio>
#include <stdexcept>

namespace tts {
namespace {

/* OrtApiBase of onnxruntime_c_api.h. */
struct ApiBase {
  const void *(*GetApi)(uint32_t version);
  const char *(*GetVersionString)();
};

/* The version that every function of ours was in; a runtime gives its table for that of any older one, too. */
constexpr uint32_t kApiVersion = 16;

constexpr unsigned kOldestMajor = 1;
constexpr unsigned kOldestMinor = 32;

std::string loader_reason() {
  const char *const reason = dlerror();
  return reason == nullptr ? "the loader says nothing" : reason;
}

void check_version(const std::string &path, const char *version) {
  unsigned major = 0;
  unsigned minor = 0;
  if (version == nullptr || std::sscanf(version, "%u.%u", &major, &minor) != 2) {
    throw std::runtime_error(path + " does not tell its version");
  }
  if (major > kOldestMajor || (major == kOldestMajor && minor >= kOldestMinor)) return;
  throw std::runtime_error(path + " is ONNX Runtime " + version + "; 1.32 or newer is needed, older ones are too slow");
}

}  // namespace

OnnxRuntime::OnnxRuntime(const std::string &path) {
  void *const library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) throw std::runtime_error(path + " cannot be loaded: " + loader_reason());
  const auto base_of = reinterpret_cast<const ApiBase *(*)()>(dlsym(library, "OrtGetApiBase"));
  if (base_of == nullptr) throw std::runtime_error(path + " is no ONNX Runtime: " + loader_reason());
  const ApiBase *const base = base_of();
  check_version(path, base->GetVersionString());
  functions_ = static_cast<void *const *>(base->GetApi(kApiVersion));
  if (functions_ == nullptr) throw std::runtime_error(path + " has no functions of version 16 of its interface");
}

void OnnxRuntime::check(OrtStatus *status, const std::string &what) const {
  if (status == nullptr) return;
  const std::string why = get<ort::GetErrorMessage>()(status);
  get<ort::ReleaseStatus>()(status);
  throw std::runtime_error(what + ": " + why);
}

}  // namespace tts
