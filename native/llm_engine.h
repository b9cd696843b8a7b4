// The model, its sequences and the thread that works on them, behind llm.h.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "llama.h"
#include "llm.h"
#include "llm_characters.h"
#include "llm_threads.h"

// libllama tells why a model was refused only through its log, so its complaints are kept.
class Complaints {
 public:
  // A ggml_log_callback that keeps errors, at most 2 KiB of them.
  static void collect(ggml_log_level level, const char *text, void *);
  // The first error since the last call; empty when there was none.
  static std::string take();
};

enum class Verb { append, rollback, fork, generate, save, restore };

struct Command {
  Verb verb;
  uint32_t ticket;
  uint32_t seq;
  uint32_t number = 0;  // rollback: n_keep; fork: the target sequence; generate: max_tokens
  std::vector<llama_token> tokens;
  std::string path;
  std::string words = {};  // generate: what Spelling is made of
  bool spelled = false;    // generate: whether it is
  uint64_t epoch = 0;
};

struct Event {
  tts_llm_event head{};
  std::string text;
};

struct Sequence {
  std::vector<llama_token> tokens;
  size_t decoded = 0;  // tokens whose KV cells are filled
};

// Thrown on the thread to end a command that tts_llm_abort asked to end.
struct Aborted {};

struct tts_llm {
  // Starts the thread, which loads the model first and then performs commands in order.
  tts_llm(std::string path, uint32_t n_ctx, uint32_t n_seq, uint32_t n_batch, uint32_t n_threads);
  // Aborts what is running and joins the thread.
  ~tts_llm();
  tts_llm(const tts_llm &) = delete;
  tts_llm &operator=(const tts_llm &) = delete;

  bool loaded() const { return loaded_.load(std::memory_order_acquire); }
  // Valid once loaded.
  const llama_model *model() const { return model_.get(); }
  const llama_vocab *vocab() const { return vocab_; }
  size_t sequences() const { return sequences_.size(); }
  uint64_t progress() const { return progress_.load(std::memory_order_relaxed); }

  void submit(Command command);
  void abort() { ++epoch_; }
  // Waits for an event; false after timeout_ms without one.
  bool next(uint32_t timeout_ms, Event &event);
  // Characters::kBytes of bits; NULL lifts the restriction.
  void characters(const uint8_t *written);
  // 0 leaves the number to the governor.
  void threads(uint32_t decode, uint32_t prefill);

 private:
  struct FreeModel {
    void operator()(llama_model *model) const { llama_model_free(model); }
  };
  struct FreeContext {
    void operator()(llama_context *context) const { llama_free(context); }
  };

  void emit(int32_t kind, uint32_t ticket, std::string text = {}, tts_llm_event head = {});
  void run();
  void load();
  void check_abort() const;
  llama_memory_t memory() const { return llama_get_memory(context_.get()); }
  void set_threads();
  // Drops the KV cells of a sequence from position `from` on.
  void forget(uint32_t seq, size_t from);
  // Fills the KV cells of a sequence up to `end` tokens; with `logits`, those of the last one can be read afterwards.
  void decode(uint32_t seq, size_t end, bool logits);
  void perform(Command &command);
  llama_token pick() const;
  // Keeps `pick` from giving a token again until the next decode.
  void forbid(llama_token token);
  void generate(const Command &command, tts_llm_event &head);
  void save(const Command &command);
  void restore(const Command &command, tts_llm_event &head);

  const std::string path_;
  const uint32_t n_ctx_;
  const uint32_t n_batch_;
  const int32_t most_threads_;
  std::atomic<int32_t> threads_decode_;
  std::atomic<int32_t> threads_prefill_;

  std::unique_ptr<llama_model, FreeModel> model_;
  const llama_vocab *vocab_ = nullptr;
  std::unique_ptr<llama_context, FreeContext> context_;
  std::vector<Sequence> sequences_;
  const SystemLoad system_load_;
  ThreadGovernor governor_{system_load_};

  std::mutex mutex_;
  std::condition_variable work_;
  std::condition_variable ready_;
  std::deque<Command> commands_;
  std::deque<Event> events_;
  std::shared_ptr<const Characters> characters_;
  bool closing_ = false;
  std::atomic<bool> loaded_{false};
  // A command runs only while no abort has come since it was submitted; loading belongs to epoch 0.
  std::atomic<uint64_t> epoch_{0};
  std::atomic<uint64_t> running_epoch_{0};
  std::atomic<uint64_t> progress_{0};
  std::thread thread_;  // Last, because it uses everything above.
};
