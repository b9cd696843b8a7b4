/* The player on Linux: miniaudio, which loads PulseAudio's client library, or else ALSA's, when a device is opened. */
#include <dlfcn.h>
#include <sys/resource.h>

#include <algorithm>
#include <iterator>
#include <stdexcept>
#include <utility>

#include "miniaudio.h"
#include "player_core.h"

namespace {

constexpr char kProgram[] = "stream-tts-bun";

/*
 * Milliseconds that wait behind the ring, and are still heard after a flush, which must be silent within 50. Buffers
 * that small need no flushing of the server's, which would cut without a fade; beside four busy loops on two cores they
 * gave no gap, and neither did 20 ms. For PulseAudio one period is all that stream and device together hold; the second
 * is room that the server may ask to be filled. For ALSA the device holds all of them.
 */
constexpr ma_uint32 kPulsePeriodMs = 30;
constexpr ma_uint32 kPulsePeriods = 2;
constexpr ma_uint32 kAlsaPeriodMs = 10;
constexpr ma_uint32 kAlsaPeriods = 3;

constexpr int kAudioNice = -11;

/* How often the server is asked for its latency, in ms of sound. */
constexpr ma_uint32 kLatencyEveryMs = 100;

/* Functions of libpulse that miniaudio does not load (pulse/stream.h, context.h, error.h). */
struct PulseFunctions {
  void (*stream_set_state_callback)(void *stream, void (*callback)(void *stream, void *self), void *self);
  void *(*stream_update_timing_info)(void *stream, void (*callback)(void *stream, int success, void *self), void *self);
  int (*stream_get_latency)(void *stream, uint64_t *microseconds, int *negative);
  int (*stream_get_state)(const void *stream);
  void (*operation_unref)(void *operation);
  int (*context_errno)(const void *context);
  const char *(*strerror)(int error);
};
constexpr int kPulseStreamFailed = 3;
constexpr int kPulseStreamTerminated = 4;

void quiet_alsa(const char *, int, const char *, int, const char *, ...) {}

/* A miniaudio context: the connection to one kind of sound system. Stays where it was made. */
class Context {
 public:
  explicit Context(ma_backend backend) {
    ma_context_config config = ma_context_config_init();
    config.pulse.pApplicationName = kProgram;
    const ma_result result = ma_context_init(&backend, 1, &config, &context);
    if (result != MA_SUCCESS) throw std::runtime_error(ma_result_description(result));
    // ALSA writes a page to stderr when there is no sound card.
    if (context.backend == ma_backend_alsa) {
      load<void (*)(void (*)(const char *, int, const char *, int, const char *, ...))>(
          context.alsa.asoundSO, "snd_lib_error_set_handler")(quiet_alsa);
    }
  }
  Context(const Context &) = delete;
  Context &operator=(const Context &) = delete;
  ~Context() { ma_context_uninit(&context); }

  /* A function of a library that miniaudio has loaded; its handles are those of dlopen. */
  template <typename Function>
  static Function load(ma_handle library, const char *name) {
    void *found = dlsym(library, name);
    if (found == nullptr) throw std::runtime_error(std::string("the sound library has no ") + name);
    return reinterpret_cast<Function>(found);
  }

  ma_context context;
};

class MiniaudioDevice final : public tts::PlayerDevice {
 public:
  MiniaudioDevice(std::unique_ptr<Context> context, const std::string &wanted, tts::PlayerSource &source,
                  std::vector<tts::PlayerDeviceName> &devices)
      : context_(std::move(context)), source_(source) {
    const std::vector<ma_device_info> found = enumerate();
    for (const ma_device_info &info : found) devices.push_back({id_of(info), info.name, info.isDefault != MA_FALSE});
    const size_t chosen = tts::choose_device(devices, wanted);
    name_ = devices[chosen].name;
    // Without an identifier the system may choose, and move the sound when the default device changes.
    init(wanted.empty() ? nullptr : &found[chosen].id);
  }

  ~MiniaudioDevice() override { ma_device_uninit(&device_); }

  std::string name() const override { return name_; }

 private:
  bool is_pulse() const { return context_->context.backend == ma_backend_pulseaudio; }

  std::vector<ma_device_info> enumerate() {
    ma_device_info *infos = nullptr;
    ma_uint32 count = 0;
    const ma_result result = ma_context_get_devices(&context_->context, &infos, &count, nullptr, nullptr);
    if (result != MA_SUCCESS) throw std::runtime_error("the devices cannot be listed");
    std::vector<ma_device_info> found;
    // ALSA counts its converters among the devices; miniaudio writes ":0,0" for a card's device and any way to it.
    const auto is_device = [this](const ma_device_info &info) {
      return is_pulse() || info.id.alsa[0] == ':' || info.isDefault;
    };
    std::copy_if(infos, infos + count, std::back_inserter(found), is_device);
    return found;
  }

  std::string id_of(const ma_device_info &info) const {
    if (is_pulse()) return info.id.pulse;
    return (info.id.alsa[0] == ':' ? "hw" : "") + std::string(info.id.alsa);
  }

  void init(const ma_device_id *id) {
    ma_device_config config = ma_device_config_init(ma_device_type_playback);
    config.playback.pDeviceID = id;
    config.playback.format = ma_format_s16;
    config.playback.channels = 1;
    config.sampleRate = source_.rate();
    config.periodSizeInMilliseconds = is_pulse() ? kPulsePeriodMs : kAlsaPeriodMs;
    config.periods = is_pulse() ? kPulsePeriods : kAlsaPeriods;
    // Fixed sizes would put one more buffer between the ring and the device.
    config.noFixedSizedCallback = MA_TRUE;
    config.noPreSilencedOutputBuffer = MA_TRUE;
    config.pulse.pStreamNamePlayback = "speech";
    config.dataCallback = on_data;
    config.notificationCallback = on_notification;
    config.pUserData = this;
    check(ma_device_init(&context_->context, &config, &device_), "it cannot be opened");
    try {
      if (is_pulse()) watch_stream();
      const ma_uint32 held_ms = is_pulse() ? kPulsePeriodMs : kAlsaPeriodMs * kAlsaPeriods;
      source_.set_latency(static_cast<uint64_t>(source_.rate()) * held_ms / 1000);
      check(ma_device_start(&device_), "it cannot be started");
    } catch (...) {
      ma_device_uninit(&device_);
      throw;
    }
  }

  void check(ma_result result, const char *what) {
    if (result == MA_SUCCESS) return;
    throw std::runtime_error("\"" + name_ + "\": " + what + " (" + ma_result_description(result) + ")");
  }

  /* When the server or the device goes away, miniaudio's loop waits on for ever; the state of the stream tells. */
  void watch_stream() {
    const auto load = [this](auto &function, const char *name) {
      function = Context::load<std::decay_t<decltype(function)>>(context_->context.pulse.pulseSO, name);
    };
    load(pulse_.stream_set_state_callback, "pa_stream_set_state_callback");
    load(pulse_.stream_update_timing_info, "pa_stream_update_timing_info");
    load(pulse_.stream_get_latency, "pa_stream_get_latency");
    load(pulse_.stream_get_state, "pa_stream_get_state");
    load(pulse_.operation_unref, "pa_operation_unref");
    load(pulse_.context_errno, "pa_context_errno");
    load(pulse_.strerror, "pa_strerror");
    pulse_.stream_set_state_callback(device_.pulse.pStreamPlayback, on_pulse_state, this);
  }

  static void on_pulse_state(void *stream, void *user) {
    auto *self = static_cast<MiniaudioDevice *>(user);
    const int state = self->pulse_.stream_get_state(stream);
    if (state != kPulseStreamFailed && state != kPulseStreamTerminated) return;
    const int error = self->pulse_.context_errno(self->device_.pulse.pPulseContext);
    self->source_.lost("PulseAudio ended the sound: " + std::string(self->pulse_.strerror(error)));
  }

  static void on_data(ma_device *device, void *out, const void *, ma_uint32 frames) {
    auto *self = static_cast<MiniaudioDevice *>(device->pUserData);
    self->source_.render(static_cast<int16_t *>(out), frames);
    if (self->is_pulse()) self->ask_latency(frames);
  }

  /* Called where libpulse's own callbacks run, which is the only thread that may talk to the stream. */
  void ask_latency(ma_uint32 frames) {
    until_asked_ -= std::min<uint64_t>(until_asked_, frames);
    if (until_asked_ > 0) return;
    until_asked_ = static_cast<uint64_t>(source_.rate()) * kLatencyEveryMs / 1000;
    void *operation = pulse_.stream_update_timing_info(device_.pulse.pStreamPlayback, on_pulse_timing, this);
    if (operation != nullptr) pulse_.operation_unref(operation);
  }

  static void on_pulse_timing(void *stream, int success, void *user) {
    auto *self = static_cast<MiniaudioDevice *>(user);
    uint64_t microseconds = 0;
    int negative = 0;
    if (!success || self->pulse_.stream_get_latency(stream, &microseconds, &negative) < 0) return;
    self->source_.set_latency(negative ? 0 : microseconds * self->source_.rate() / 1'000'000);
  }

  static void on_notification(const ma_device_notification *notification) {
    auto *self = static_cast<MiniaudioDevice *>(notification->pDevice->pUserData);
    if (notification->type == ma_device_notification_type_started) {
      // Of the audio thread alone (Linux keeps it for each thread); refused to most users, which does no harm.
      setpriority(PRIO_PROCESS, 0, kAudioNice);
    } else if (notification->type == ma_device_notification_type_stopped && !self->is_pulse()) {
      // PulseAudio also says so when it suspends a device, which goes on later.
      self->source_.lost("the sound device went away");
    }
  }

  const std::unique_ptr<Context> context_;
  tts::PlayerSource &source_;
  std::string name_;
  PulseFunctions pulse_{};
  uint64_t until_asked_ = 0;  // Frames.
  ma_device device_;
};

}  // namespace

std::unique_ptr<tts::PlayerDevice> tts::open_device(const std::string &wanted, PlayerSource &source,
                                                    std::vector<PlayerDeviceName> &devices) {
  std::unique_ptr<Context> context;
  try {
    context = std::make_unique<Context>(ma_backend_pulseaudio);
  } catch (const std::exception &) {
    if (source.is_abandoned()) throw;
  }
  if (context != nullptr) return std::make_unique<MiniaudioDevice>(std::move(context), wanted, source, devices);
  try {
    context = std::make_unique<Context>(ma_backend_alsa);
    return std::make_unique<MiniaudioDevice>(std::move(context), wanted, source, devices);
  } catch (const std::exception &error) {
    throw std::runtime_error("PulseAudio cannot be reached, and ALSA: " + std::string(error.what()));
  }
}
