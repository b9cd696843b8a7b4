// The thread, its queues and the loading; see llm_engine.h.
#include "llm_engine.h"

#include <limits>
#include <stdexcept>
#include <utility>

#include "ggml-backend.h"
#include "llm_text.h"

namespace {

/* Where libllama does not share the C++ runtime with this library, as in what zig links, its exceptions have no type here. */
constexpr const char *kNamelessException = "libllama threw an exception";

std::mutex complaints_mutex;
std::string complaints;
ggml_log_level complaints_level = GGML_LOG_LEVEL_NONE;

}  // namespace

void Complaints::collect(ggml_log_level level, const char *text, void *) {
  std::lock_guard lock(complaints_mutex);
  if (level != GGML_LOG_LEVEL_CONT) complaints_level = level;
  if (complaints_level != GGML_LOG_LEVEL_ERROR) return;
  complaints += text;
  constexpr size_t limit = 2048;
  if (complaints.size() > limit) complaints.resize(limit);
}

std::string Complaints::take() {
  std::lock_guard lock(complaints_mutex);
  std::string taken = std::exchange(complaints, {});
  // The first line is the cause; those after it only tell which of its callers gave up too.
  return taken.substr(0, taken.find('\n'));
}

tts_llm::tts_llm(std::string path, uint32_t n_ctx, uint32_t n_seq, uint32_t n_batch, uint32_t n_threads)
    : path_(std::move(path)),
      n_ctx_(n_ctx),
      n_batch_(n_batch),
      most_threads_(static_cast<int32_t>(n_threads)),
      threads_decode_(static_cast<int32_t>(n_threads)),
      threads_prefill_(static_cast<int32_t>(n_threads)),
      sequences_(n_seq),
      thread_([this] { run(); }) {}

tts_llm::~tts_llm() {
  {
    std::lock_guard lock(mutex_);
    closing_ = true;
    ++epoch_;
  }
  work_.notify_all();
  thread_.join();
}

void tts_llm::submit(Command command) {
  {
    std::lock_guard lock(mutex_);
    command.epoch = epoch_;
    commands_.push_back(std::move(command));
  }
  work_.notify_one();
}

bool tts_llm::next(uint32_t timeout_ms, Event &event) {
  std::unique_lock lock(mutex_);
  if (!ready_.wait_for(lock, std::chrono::milliseconds(timeout_ms), [this] { return !events_.empty(); })) return false;
  event = std::move(events_.front());
  events_.pop_front();
  return true;
}

void tts_llm::characters(const uint8_t *written) {
  auto made = written == nullptr ? nullptr : std::make_shared<const Characters>(written);
  std::lock_guard lock(mutex_);
  characters_ = std::move(made);
}

void tts_llm::threads(uint32_t decode, uint32_t prefill) {
  threads_decode_ = static_cast<int32_t>(decode);
  threads_prefill_ = static_cast<int32_t>(prefill);
}

void tts_llm::emit(int32_t kind, uint32_t ticket, std::string text, tts_llm_event head) {
  head.kind = kind;
  head.ticket = ticket;
  if (text.size() > TTS_LLM_TEXT_BYTES) {
    text.resize(TTS_LLM_TEXT_BYTES);
    text.resize(whole_characters(text));
  }
  head.text_bytes = static_cast<uint32_t>(text.size());
  {
    std::lock_guard lock(mutex_);
    events_.push_back({head, std::move(text)});
  }
  ready_.notify_one();
}

void tts_llm::run() {
  try {
    load();
  } catch (const Aborted &) {
    emit(TTS_LLM_ABORTED, 0);
    return;
  } catch (const std::exception &error) {
    emit(TTS_LLM_FAILED, 0, error.what());
    return;
  } catch (...) {
    emit(TTS_LLM_FAILED, 0, kNamelessException);
    return;
  }
  loaded_.store(true, std::memory_order_release);
  emit(TTS_LLM_LOADED, 0);
  for (;;) {
    Command command;
    {
      std::unique_lock lock(mutex_);
      work_.wait(lock, [this] { return closing_ || !commands_.empty(); });
      if (closing_) return;
      command = std::move(commands_.front());
      commands_.pop_front();
    }
    running_epoch_ = command.epoch;
    try {
      check_abort();
      perform(command);
    } catch (const Aborted &) {
      emit(TTS_LLM_ABORTED, command.ticket);
    } catch (const std::exception &error) {
      emit(TTS_LLM_FAILED, command.ticket, error.what());
    } catch (...) {
      emit(TTS_LLM_FAILED, command.ticket, kNamelessException);
    }
  }
}

void tts_llm::load() {
  Complaints::take();
  llama_model_params params = llama_model_default_params();
  const bool has_gpu = ggml_backend_dev_by_type(GGML_BACKEND_DEVICE_TYPE_GPU) != nullptr;
  // On a CPU, a mapped file and the repacked weights both count as resident: 1.8 GB instead of 1.2 GB for 1.5B Q4_K_M.
  // A GPU repacks nothing, and Metal computes from the mapped pages themselves; libllama chooses by what the GPU can
  // do. All layers are offloaded by default, which nothing here changes. Not yet run on a Mac.
  if (!has_gpu) params.load_mode = LLAMA_LOAD_MODE_NONE;
  params.progress_callback = [](float, void *self) {
    auto *llm = static_cast<tts_llm *>(self);
    llm->progress_.fetch_add(1, std::memory_order_relaxed);
    return llm->epoch_.load() == 0;
  };
  params.progress_callback_user_data = this;
  model_.reset(llama_model_load_from_file(path_.c_str(), params));
  if (!model_) {
    if (epoch_.load() != 0) throw Aborted{};
    std::string why = Complaints::take();
    throw std::runtime_error(why.empty() ? "libllama gave no reason" : why);
  }
  vocab_ = llama_model_get_vocab(model_.get());

  llama_context_params context = llama_context_default_params();
  context.n_ctx = n_ctx_;
  context.n_batch = n_batch_;
  context.n_ubatch = n_batch_;
  context.n_seq_max = static_cast<uint32_t>(sequences_.size());
  // Only the last token of a prompt needs logits; reserving one row for each would cost 600 KB a token of a batch.
  context.n_outputs_max = static_cast<uint32_t>(sequences_.size());
  context.n_threads = threads_decode_;
  context.n_threads_batch = threads_prefill_;
  context.no_perf = true;
  // On a CPU the plain attention reads a long prefix faster: 302 against 329 ms of prefill behind 897 tokens (1.5B).
  if (!has_gpu) context.flash_attn_type = LLAMA_FLASH_ATTN_TYPE_DISABLED;
  // Sequences that share a prefix share its cells only in a unified cache.
  context.kv_unified = true;
  context.abort_callback = [](void *self) {
    auto *llm = static_cast<tts_llm *>(self);
    llm->progress_.fetch_add(1, std::memory_order_relaxed);
    return llm->running_epoch_ != llm->epoch_.load(std::memory_order_relaxed);
  };
  context.abort_callback_data = this;
  context_.reset(llama_init_from_model(model_.get(), context));
  if (!context_) {
    std::string why = Complaints::take();
    throw std::runtime_error(why.empty() ? "libllama made no context" : why);
  }
}
