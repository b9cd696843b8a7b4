/*
 * Players that are opened and closed on the Apple backend while devices come and go, the default one changes, and
 * listeners are called late, from another thread: whatever is used after its end, or never freed, is for valgrind to
 * find.
 *
 * The argument says how many players. Prints how many of them ran, how many were lost, and how many listeners were
 * called, as JSON; ends with 1 when something of the stand-ins is left over, or does not come to pass.
 */
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <thread>
#include <vector>

#include "control.h"
#include "player.h"

namespace {

using namespace std::chrono_literals;

constexpr uint32_t kRate = 48'000;
constexpr auto kLimit = 60s;

uint64_t condition_of(tts_player *player) {
  uint64_t values[TTS_PLAYER_STATE_VALUES];
  tts_player_state(player, values);
  return values[TTS_PLAYER_CONDITION];
}

/* Changes everything around the players until it is told to end. */
void weather(const std::atomic<bool> &ends, uint32_t first, uint32_t second) {
  for (uint32_t turn = 0; !ends; turn++) {
    standin_hold_listeners(turn % 3 == 0);
    standin_set_default(turn % 2 == 0 ? first : second);
    if (turn % 5 == 0) {
      const uint32_t guest = standin_add_device("guest", "Guest", 2, kRate);
      standin_set_default(guest);
      std::this_thread::sleep_for(2ms);
      standin_remove_device(guest);
    }
    if (turn % 7 == 0) standin_restart_service();
    std::this_thread::sleep_for(3ms);
  }
  standin_hold_listeners(0);
}

template <typename Condition>
bool comes_to_pass(Condition condition) {
  for (const auto since = std::chrono::steady_clock::now(); std::chrono::steady_clock::now() - since < kLimit;) {
    if (condition()) return true;
    std::this_thread::sleep_for(1ms);
  }
  return false;
}

/* Whether nothing is left of what players make. */
bool is_clean() {
  for (const uint32_t what : {STANDIN_UNITS, STANDIN_RUNNING, STANDIN_LISTENERS, STANDIN_STRINGS, STANDIN_THREADS}) {
    if (standin_count(what) != 0) return false;
  }
  return true;
}

/* Closes a player while a listener of its waits for an answer, which then finds nobody to tell. */
bool close_in_listener(uint32_t first, uint32_t second) {
  standin_set_default(first);
  tts_player *player = nullptr;
  if (tts_player_open("", 0, kRate, 1000, &player) != TTS_PLAYER_OK) return false;
  const bool runs = comes_to_pass([player] { return condition_of(player) == TTS_PLAYER_RUNNING; });
  standin_hang("AudioObjectGetPropertyData");
  standin_set_default(second);
  const bool waits = comes_to_pass([] { return standin_count(STANDIN_HANGING) == 1; });
  tts_player_close(player);
  const bool closed = comes_to_pass(is_clean);
  standin_hang("");
  return runs && waits && closed && comes_to_pass([] { return standin_count(STANDIN_HANGING) == 0; });
}

}  // namespace

int main(int count, char **arguments) {
  const int players = count == 2 ? std::atoi(arguments[1]) : 0;
  const uint32_t first = standin_add_device("first", "First", 2, kRate);
  const uint32_t second = standin_add_device("second", "Second", 2, 44'100);
  std::atomic<bool> ends{false};
  std::thread changes(weather, std::cref(ends), first, second);
  const std::vector<int16_t> sound(kRate / 20, 1000);
  int ran = 0, lost = 0;
  for (int i = 0; i < players; i++) {
    tts_player *player = nullptr;
    if (tts_player_open("", 0, kRate, 1000, &player) != TTS_PLAYER_OK) return 1;
    uint32_t written = 0;
    tts_player_write(player, sound.data(), static_cast<uint32_t>(sound.size()), &written);
    tts_player_end_utterance(player);
    if (!comes_to_pass([player] { return condition_of(player) != TTS_PLAYER_OPENING; })) return 1;
    ran += condition_of(player) == TTS_PLAYER_RUNNING;
    // Every other one is closed at once; the rest see what happens to them, and some of those go on.
    if (i % 2 == 0) std::this_thread::sleep_for(std::chrono::milliseconds(i % 8));
    if (condition_of(player) == TTS_PLAYER_LOST) {
      lost++;
      tts_player_reopen(player, "", 0);
    }
    tts_player_close(player);
  }
  ends = true;
  changes.join();
  bool clean = comes_to_pass(is_clean);
  for (int i = 0; i < 5 && clean; i++) clean = close_in_listener(first, second);
  clean = clean && comes_to_pass(is_clean);
  std::printf("{\"ran\":%d,\"lost\":%d,\"called\":%llu,\"misuses\":%llu}\n", ran, lost,
              static_cast<unsigned long long>(standin_count(STANDIN_CALLED)),
              static_cast<unsigned long long>(standin_count(STANDIN_MISUSES)));
  return clean ? 0 : 1;
}
