#include "kokoro_model.h"

#include <algorithm>
#include <iterator>
#include <stdexcept>

#include "usable_processors.h"
#include "watcher.h"

namespace tts {
namespace {

/* Its layers are small: more threads would mostly wait for each other. */
constexpr int kMostThreads = 4;

/* Names of the export's inputs and its output. */
constexpr const char *kInputs[] = {"tokens", "style", "speed"};
constexpr const char *kOutputs[] = {"audio"};
constexpr size_t kInputCount = std::size(kInputs);

/* The text begins and ends with this token, the vocabulary's padding. */
constexpr int64_t kEdge = 0;

using Value = OrtOwned<OrtValue, ort::ReleaseValue>;

/* A tensor over numbers that stay where they are as long as it is used. */
template <typename Number, size_t Dimensions>
void put_tensor(const OnnxRuntime &runtime, const OrtMemoryInfo *memory, std::vector<Number> &numbers,
                const std::array<int64_t, Dimensions> &shape, int type, Value &value) {
  runtime.call<ort::CreateTensorWithDataAsOrtValue>("the model's input could not be made", memory,
                                                    static_cast<void *>(numbers.data()),
                                                    numbers.size() * sizeof(Number), shape.data(), Dimensions, type,
                                                    value.put());
}

}  // namespace

KokoroModel::KokoroModel(const std::string &runtime, const std::string &model)
    : runtime_(runtime), environment_(runtime_), memory_(runtime_), session_(runtime_) {
  load(model);
}

void KokoroModel::load(const std::string &model) {
  const std::string unready = "ONNX Runtime cannot be set up";
  // Its own messages would go to stderr; what matters of them comes as a status, too.
  runtime_.call<ort::CreateEnv>(unready, ort::kSeverityFatal, "stream-tts-bun", environment_.put());
  runtime_.call<ort::DisableTelemetryEvents>(unready, environment_.get());
  runtime_.call<ort::CreateCpuMemoryInfo>(unready, ort::kDeviceAllocator, ort::kDefaultMemory, memory_.put());
  OrtOwned<OrtSessionOptions, ort::ReleaseSessionOptions> options(runtime_);
  runtime_.call<ort::CreateSessionOptions>(unready, options.put());
  const int threads = std::min(usable_processors(), kMostThreads);
  runtime_.call<ort::SetIntraOpNumThreads>(unready, options.get(), threads);
  // Buffers planned for one length of text would be kept for every length there is.
  runtime_.call<ort::DisableMemPattern>(unready, options.get());
  // Threads that spin while they wait took 0.82 s of processor time a second of sound instead of 0.72 s, and on a busy
  // machine 1.20 s instead of 0.85 s, which the translation misses (onnxruntime_session_options_config_keys.h).
  runtime_.call<ort::AddSessionConfigEntry>(unready, options.get(), "session.intra_op.allow_spinning", "0");
  runtime_.call<ort::CreateSession>(model + " cannot be loaded", environment_.get(), model.c_str(), options.get(),
                                    session_.put());
  size_t inputs = 0;
  runtime_.call<ort::SessionGetInputCount>(model + " cannot be read", session_.get(), &inputs);
  if (inputs != kInputCount) throw std::runtime_error(model + " is another model than Kokoro");
}

std::vector<float> KokoroModel::say(const std::vector<int64_t> &tokens, const KokoroStyle &style, float speed,
                                    const std::function<bool()> &stopped) {
  std::vector<int64_t> ids{kEdge};
  ids.insert(ids.end(), tokens.begin(), tokens.end());
  ids.push_back(kEdge);
  std::vector<float> row(style.begin(), style.end());
  std::vector<float> speeds{speed};
  Value text(runtime_), look(runtime_), pace(runtime_), sound(runtime_);
  const auto length = static_cast<int64_t>(ids.size());
  put_tensor(runtime_, memory_.get(), ids, std::array<int64_t, 2>{1, length}, ort::kInt64, text);
  put_tensor(runtime_, memory_.get(), row, std::array<int64_t, 2>{1, kStyleSize}, ort::kFloat32, look);
  put_tensor(runtime_, memory_.get(), speeds, std::array<int64_t, 1>{1}, ort::kFloat32, pace);
  const OrtValue *const inputs[] = {text.get(), look.get(), pace.get()};
  OrtOwned<OrtRunOptions, ort::ReleaseRunOptions> run(runtime_);
  runtime_.call<ort::CreateRunOptions>("the model cannot be run", run.put());
  bool was_stopped = false;
  OrtStatus *status = nullptr;
  {
    const Watcher watcher(stopped, [&] {
      was_stopped = true;
      if (OrtStatus *const unheard = runtime_.get<ort::RunOptionsSetTerminate>()(run.get())) {
        runtime_.get<ort::ReleaseStatus>()(unheard);
      }
    });
    status = runtime_.get<ort::Run>()(session_.get(), run.get(), kInputs, inputs, kInputCount, kOutputs,
                                      std::size(kOutputs), sound.put());
  }
  if (was_stopped) {
    if (status != nullptr) runtime_.get<ort::ReleaseStatus>()(status);
    return {};
  }
  runtime_.check(status, "the model failed");
  OrtOwned<OrtTensorTypeAndShapeInfo, ort::ReleaseTensorTypeAndShapeInfo> shape(runtime_);
  const std::string unread = "the model's sound cannot be read";
  runtime_.call<ort::GetTensorTypeAndShape>(unread, static_cast<const OrtValue *>(sound.get()), shape.put());
  int type = 0;
  size_t samples = 0;
  const OrtTensorTypeAndShapeInfo *const told = shape.get();
  runtime_.call<ort::GetTensorElementType>(unread, told, &type);
  runtime_.call<ort::GetTensorShapeElementCount>(unread, told, &samples);
  if (type != ort::kFloat32) throw std::runtime_error("the model's sound is not of 32-bit floating point numbers");
  void *data = nullptr;
  runtime_.call<ort::GetTensorMutableData>(unread, sound.get(), &data);
  const auto *const first = static_cast<const float *>(data);
  return std::vector<float>(first, first + samples);
}

}  // namespace tts
