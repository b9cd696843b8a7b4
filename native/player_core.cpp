#include "player_core.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstring>
#include <exception>
#include <mutex>
#include <string_view>
#include <thread>
#include <utility>

#include "boundary.h"
#include "player.h"
#include "player_ring.h"
#include "utf8.h"

namespace {

using namespace std::chrono_literals;

/* A Bluetooth device may take seconds to wake up; a server that needs longer than this hangs. */
constexpr auto kOpeningLimit = 10s;
constexpr auto kClosingLimit = 300ms;

constexpr char kNoPlayer[] = "player is NULL";
constexpr char kBadName[] = "device is NULL, no UTF-8, or holds a NUL";

using tts::copy_out;
using tts::refuse;

template <typename Body>
int32_t guarded(Body body) noexcept {
  return tts::guarded(TTS_PLAYER_E_MEMORY, body);
}

/*
 * What the handle and the threads of its devices share; the last of them frees it. Devices are numbered: what a thread
 * reports for another device than the current one comes too late and is ignored.
 */
struct Core {
  Core(uint32_t rate_hz, uint32_t ring_ms) : rate(rate_hz), ring(rate_hz, ring_ms) {}

  const uint32_t rate;
  tts::PlayerRing ring;

  std::mutex mutex;  // Guards everything below.
  std::condition_variable changed;
  int32_t condition = TTS_PLAYER_OPENING;
  std::chrono::steady_clock::time_point opening_since;
  uint64_t current = 0;  // Number of the device that is opened or runs; 0 when there is none.
  uint64_t last = 0;
  uint32_t threads = 0;
  uint64_t latency = 0;
  std::string device_name, failure, devices;

  /* Ends the current device, if any: its thread closes it. The mutex is held. */
  void leave(int32_t why, std::string sentence) {
    current = 0;
    condition = why;
    failure = std::move(sentence);
    device_name.clear();
    latency = 0;
    ring.admit(0);
    changed.notify_all();
  }

  /* The mutex is held. */
  void give_up_late_opening() {
    if (current == 0 || condition != TTS_PLAYER_OPENING) return;
    if (std::chrono::steady_clock::now() - opening_since < kOpeningLimit) return;
    leave(TTS_PLAYER_FAILED, "the sound server does not answer");
  }
};

/* One device from the attempt to open it to its end, on a thread that nobody waits for. */
class Session final : public tts::PlayerSource {
 public:
  Session(std::shared_ptr<Core> core, uint64_t number) : core_(std::move(core)), number_(number) {}

  /* Begins to open a device. The mutex of `core` is held. Throws std::system_error when there is no thread. */
  static void begin(const std::shared_ptr<Core> &core, std::string wanted) {
    const uint64_t number = core->last + 1;
    std::thread([core, number, wanted = std::move(wanted)] { Session(core, number).run(wanted); }).detach();
    core->threads++;
    core->last = core->current = number;
    core->condition = TTS_PLAYER_OPENING;
    core->opening_since = std::chrono::steady_clock::now();
    core->failure.clear();
    core->devices.clear();
    core->ring.admit(number);
  }

  uint32_t rate() const noexcept override { return core_->rate; }

  void render(int16_t *pcm, size_t frames) noexcept override { core_->ring.render(number_, pcm, frames); }

  void set_latency(uint64_t frames) noexcept override {
    const std::unique_lock<std::mutex> lock(core_->mutex, std::try_to_lock);
    if (lock.owns_lock() && core_->current == number_) core_->latency = frames;
  }

  void lost(const std::string &sentence) noexcept override {
    const std::lock_guard<std::mutex> lock(core_->mutex);
    if (core_->current == number_) core_->leave(TTS_PLAYER_LOST, sentence);
  }

  bool is_abandoned() const noexcept override {
    const std::lock_guard<std::mutex> lock(core_->mutex);
    return core_->current != number_;
  }

 private:
  void run(const std::string &wanted) {
    std::unique_ptr<tts::PlayerDevice> device;
    std::vector<tts::PlayerDeviceName> devices;
    std::string failure = "the device cannot be opened";
    try {
      device = tts::open_device(wanted, *this, devices);
    } catch (const std::exception &error) {
      failure = error.what();
    } catch (...) {
    }
    std::unique_lock<std::mutex> lock(core_->mutex);
    if (core_->current == number_ && device == nullptr) {
      core_->leave(TTS_PLAYER_FAILED, std::move(failure));
      core_->devices = tts::list_devices(devices);
    } else if (core_->current == number_) {
      core_->condition = TTS_PLAYER_RUNNING;
      core_->device_name = device->name();
      core_->changed.wait(lock, [this] { return core_->current != number_; });
    }
    lock.unlock();
    device.reset();
    lock.lock();
    core_->threads--;
    core_->changed.notify_all();
  }

  const std::shared_ptr<Core> core_;
  const uint64_t number_;
};

bool is_name(const char *device, uint32_t bytes) {
  if (device == nullptr && bytes > 0) return false;
  const std::string_view text = tts::view(device, bytes);
  return tts::is_utf8(text) && text.find('\0') == text.npos;
}

}  // namespace

struct tts_player {
  std::shared_ptr<Core> core;
};

extern "C" {

uint32_t tts_player_abi(void) { return TTS_PLAYER_ABI; }

int32_t tts_player_open(const char *device, uint32_t device_bytes, uint32_t rate, uint32_t ring_ms, tts_player **out) {
  return guarded([&]() -> int32_t {
    if (out == nullptr) return refuse(TTS_PLAYER_E_ARG, "out is NULL");
    *out = nullptr;
    if (!is_name(device, device_bytes)) return refuse(TTS_PLAYER_E_ARG, kBadName);
    if (rate < 8'000 || rate > 192'000) return refuse(TTS_PLAYER_E_ARG, "the rate is not within 8000 to 192000 Hz");
    if (ring_ms < 100 || ring_ms > 60'000) return refuse(TTS_PLAYER_E_ARG, "the ring is not within 100 to 60000 ms");
    auto player = std::make_unique<tts_player>(tts_player{std::make_shared<Core>(rate, ring_ms)});
    const std::lock_guard<std::mutex> lock(player->core->mutex);
    Session::begin(player->core, std::string(device, device_bytes));
    *out = player.release();
    return TTS_PLAYER_OK;
  });
}

int32_t tts_player_reopen(tts_player *player, const char *device, uint32_t device_bytes) {
  return guarded([&]() -> int32_t {
    if (player == nullptr) return refuse(TTS_PLAYER_E_ARG, kNoPlayer);
    if (!is_name(device, device_bytes)) return refuse(TTS_PLAYER_E_ARG, kBadName);
    const std::lock_guard<std::mutex> lock(player->core->mutex);
    player->core->give_up_late_opening();
    if (player->core->current != 0) {
      return refuse(TTS_PLAYER_E_STATE, "the device is being opened or is running");
    }
    Session::begin(player->core, std::string(device, device_bytes));
    return TTS_PLAYER_OK;
  });
}

void tts_player_close(tts_player *player) {
  if (player == nullptr) return;
  {
    Core &core = *player->core;
    std::unique_lock<std::mutex> lock(core.mutex);
    core.leave(TTS_PLAYER_LOST, "");
    core.changed.wait_for(lock, kClosingLimit, [&core] { return core.threads == 0; });
  }
  delete player;
}

int32_t tts_player_write(tts_player *player, const int16_t *pcm, uint32_t frames, uint32_t *written) {
  if (written != nullptr) *written = 0;
  if (player == nullptr || written == nullptr || (pcm == nullptr && frames > 0)) {
    return refuse(TTS_PLAYER_E_ARG, "player, pcm or written is NULL");
  }
  if (frames > 0) *written = player->core->ring.write(pcm, frames);
  return TTS_PLAYER_OK;
}

int32_t tts_player_end_utterance(tts_player *player) {
  if (player == nullptr) return refuse(TTS_PLAYER_E_ARG, kNoPlayer);
  player->core->ring.end_utterance();
  return TTS_PLAYER_OK;
}

int32_t tts_player_flush(tts_player *player) {
  if (player == nullptr) return refuse(TTS_PLAYER_E_ARG, kNoPlayer);
  const std::lock_guard<std::mutex> lock(player->core->mutex);
  player->core->ring.flush(player->core->condition == TTS_PLAYER_RUNNING);
  return TTS_PLAYER_OK;
}

int32_t tts_player_pause(tts_player *player, int32_t on) {
  if (player == nullptr) return refuse(TTS_PLAYER_E_ARG, kNoPlayer);
  player->core->ring.pause(on != 0);
  return TTS_PLAYER_OK;
}

int32_t tts_player_volume(tts_player *player, double gain) {
  if (player == nullptr) return refuse(TTS_PLAYER_E_ARG, kNoPlayer);
  if (!(gain >= 0 && gain <= 4)) return refuse(TTS_PLAYER_E_ARG, "the gain is not within 0.0 to 4.0");
  player->core->ring.set_gain(static_cast<float>(gain));
  return TTS_PLAYER_OK;
}

int32_t tts_player_state(tts_player *player, uint64_t *values) {
  if (player == nullptr || values == nullptr) return refuse(TTS_PLAYER_E_ARG, "player or values is NULL");
  const std::lock_guard<std::mutex> lock(player->core->mutex);
  player->core->give_up_late_opening();
  const tts::PlayerRing::Moment moment = player->core->ring.moment();
  values[TTS_PLAYER_CONDITION] = static_cast<uint64_t>(player->core->condition);
  values[TTS_PLAYER_WRITTEN] = moment.written;
  values[TTS_PLAYER_POSITION] = moment.position;
  values[TTS_PLAYER_POSITION_AGE] = moment.position_age_ns;
  values[TTS_PLAYER_LATENCY] = player->core->latency;
  values[TTS_PLAYER_ROOM] = moment.room;
  values[TTS_PLAYER_UNDERRUNS] = moment.underruns;
  return TTS_PLAYER_OK;
}

uint32_t tts_player_about(tts_player *player, uint32_t what, char *text, uint32_t capacity) {
  if (player == nullptr) return 0;
  const std::lock_guard<std::mutex> lock(player->core->mutex);
  switch (what) {
    case TTS_PLAYER_DEVICE_NAME: return copy_out(player->core->device_name, text, capacity);
    case TTS_PLAYER_FAILURE: return copy_out(player->core->failure, text, capacity);
    case TTS_PLAYER_DEVICES: return copy_out(player->core->devices, text, capacity);
    default: return 0;
  }
}

uint32_t tts_player_last_error(char *text, uint32_t capacity) { return copy_out(tts::last_error, text, capacity); }

}  // extern "C"
