/*
 * ONNX Runtime through its C ABI, without its headers: a library that was fetched, loaded at run time.
 *
 * Its one export, OrtGetApiBase, leads to a table of functions that only ever grows at its end, so that a function's
 * place in it is part of the ABI. Places and signatures are those of onnxruntime_c_api.h, read in its translation in
 * the crate ort-sys 2.0.0-rc.15 (struct OrtApi of src/lib.rs).
 */
#ifndef TTS_ONNX_RUNTIME_H
#define TTS_ONNX_RUNTIME_H
#include <cstddef>
#include <cstdint>
#include <string>

/* Types of the runtime that are never looked into; named as it names them. */
struct OrtEnv;
struct OrtMemoryInfo;
struct OrtRunOptions;
struct OrtSession;
struct OrtSessionOptions;
struct OrtStatus;
struct OrtTensorTypeAndShapeInfo;
struct OrtValue;

namespace tts {

/* A function of the table: where it stands, and its type. Those that return OrtStatus * return NULL for success. */
template <size_t Place, typename Function>
struct OrtFunction;
template <size_t Place, typename Result, typename... Arguments>
struct OrtFunction<Place, Result(Arguments...)> {
  static constexpr size_t kPlace = Place;
  using Pointer = Result (*)(Arguments...);
};

namespace ort {
using GetErrorMessage = OrtFunction<2, const char *(const OrtStatus *)>;
using CreateEnv = OrtFunction<3, OrtStatus *(int severity, const char *name, OrtEnv **)>;
using DisableTelemetryEvents = OrtFunction<6, OrtStatus *(const OrtEnv *)>;
using CreateSession =
    OrtFunction<7, OrtStatus *(const OrtEnv *, const char *path, const OrtSessionOptions *, OrtSession **)>;
using Run = OrtFunction<9, OrtStatus *(OrtSession *, const OrtRunOptions *, const char *const *input_names,
                                       const OrtValue *const *inputs, size_t input_count,
                                       const char *const *output_names, size_t output_count, OrtValue **outputs)>;
using CreateSessionOptions = OrtFunction<10, OrtStatus *(OrtSessionOptions **)>;
using DisableMemPattern = OrtFunction<17, OrtStatus *(OrtSessionOptions *)>;
using SetIntraOpNumThreads = OrtFunction<24, OrtStatus *(OrtSessionOptions *, int threads)>;
using SessionGetInputCount = OrtFunction<30, OrtStatus *(const OrtSession *, size_t *)>;
using CreateRunOptions = OrtFunction<39, OrtStatus *(OrtRunOptions **)>;
using RunOptionsSetTerminate = OrtFunction<46, OrtStatus *(OrtRunOptions *)>;
using CreateTensorWithDataAsOrtValue =
    OrtFunction<49, OrtStatus *(const OrtMemoryInfo *, void *data, size_t bytes, const int64_t *shape,
                                size_t dimensions, int type, OrtValue **)>;
using GetTensorMutableData = OrtFunction<51, OrtStatus *(OrtValue *, void **)>;
using GetTensorElementType = OrtFunction<60, OrtStatus *(const OrtTensorTypeAndShapeInfo *, int *)>;
using GetTensorShapeElementCount = OrtFunction<64, OrtStatus *(const OrtTensorTypeAndShapeInfo *, size_t *)>;
using GetTensorTypeAndShape = OrtFunction<65, OrtStatus *(const OrtValue *, OrtTensorTypeAndShapeInfo **)>;
using CreateCpuMemoryInfo = OrtFunction<69, OrtStatus *(int allocator, int memory, OrtMemoryInfo **)>;
using ReleaseEnv = OrtFunction<92, void(OrtEnv *)>;
using ReleaseStatus = OrtFunction<93, void(OrtStatus *)>;
using ReleaseMemoryInfo = OrtFunction<94, void(OrtMemoryInfo *)>;
using ReleaseSession = OrtFunction<95, void(OrtSession *)>;
using ReleaseValue = OrtFunction<96, void(OrtValue *)>;
using ReleaseRunOptions = OrtFunction<97, void(OrtRunOptions *)>;
using ReleaseTensorTypeAndShapeInfo = OrtFunction<99, void(OrtTensorTypeAndShapeInfo *)>;
using ReleaseSessionOptions = OrtFunction<100, void(OrtSessionOptions *)>;
using AddSessionConfigEntry = OrtFunction<130, OrtStatus *(OrtSessionOptions *, const char *key, const char *value)>;

/* Values of the header's enumerations. */
constexpr int kSeverityFatal = 4;  /* OrtLoggingLevel */
constexpr int kFloat32 = 1;        /* ONNXTensorElementDataType */
constexpr int kInt64 = 7;
constexpr int kDeviceAllocator = 0; /* OrtAllocatorType */
constexpr int kDefaultMemory = 0;   /* OrtMemType */
}  // namespace ort

/* A loaded runtime. It stays loaded as long as the process: threads of its own may outlive its last session. */
class OnnxRuntime {
 public:
  /*
   * Loads the shared library at `path`. Throws std::runtime_error, with a sentence that names it, when it cannot be
   * loaded, is no ONNX Runtime, or is one older than 1.32, which takes twice as long for Kokoro (0.74 s of processor
   * time a second of sound with 1.32.0, 1.28 s with 1.30.0).
   */
  explicit OnnxRuntime(const std::string &path);

  template <typename Function>
  typename Function::Pointer get() const {
    return reinterpret_cast<typename Function::Pointer>(functions_[Function::kPlace]);
  }

  /* Throws std::runtime_error with `what` and the runtime's reason, and frees that, unless `status` is success. */
  void check(OrtStatus *status, const std::string &what) const;

  /* Calls a function that gives a status, and checks it. */
  template <typename Function, typename... Arguments>
  void call(const std::string &what, Arguments... arguments) const {
    check(get<Function>()(arguments...), what);
  }

 private:
  void *const *functions_ = nullptr;
};

/* Something of the runtime's that `Release` ends. */
template <typename Thing, typename Release>
class OrtOwned {
 public:
  explicit OrtOwned(const OnnxRuntime &runtime) : release_(runtime.get<Release>()) {}
  OrtOwned(const OrtOwned &) = delete;
  OrtOwned &operator=(const OrtOwned &) = delete;
  ~OrtOwned() {
    if (thing_ != nullptr) release_(thing_);
  }
  Thing *get() const { return thing_; }
  /* Where a function that makes one puts it. */
  Thing **put() { return &thing_; }

 private:
  typename Release::Pointer release_;
  Thing *thing_ = nullptr;
};

}  // namespace tts
#endif
