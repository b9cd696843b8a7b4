// See llm_engine.h.
#include "llm_engine.h"

#include <algorithm>
#include <chrono>
#include <limits>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace {

std::mutex complaints_mutex;
std::string complaints;
ggml_log_level complaints_level = GGML_LOG_LEVEL_NONE;

// Bytes of `text` that form whole UTF-8 characters; what is left over waits for the next token.
size_t whole_characters(std::string_view text) {
  size_t start = text.size();
  for (size_t back = 1; back <= 3 && back <= text.size(); ++back) {
    const auto byte = static_cast<unsigned char>(text[text.size() - back]);
    if ((byte & 0xC0) == 0x80) continue;
    const size_t length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1;
    if (length > back) start = text.size() - back;
    break;
  }
  return start;
}

struct Aborted {};

uint32_t micros_since(std::chrono::steady_clock::time_point start) {
  return static_cast<uint32_t>(
      std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start).count());
}

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

void tts_llm::mask(const uint8_t *allowed, uint32_t n) {
  std::vector<float> bias;
  if (n > 0) {
    bias.resize(n);
    for (uint32_t i = 0; i < n; ++i) {
      const bool open = allowed[i] != 0 || llama_vocab_is_eog(vocab_, static_cast<llama_token>(i));
      bias[i] = open ? 0.0F : -std::numeric_limits<float>::infinity();
    }
  }
  std::lock_guard lock(mutex_);
  bias_ = std::make_shared<const std::vector<float>>(std::move(bias));
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
    }
  }
}

void tts_llm::load() {
  Complaints::take();
  llama_model_params params = llama_model_default_params();
  // Mapped, the file and the repacked weights both count as resident: 1.8 GB instead of 1.2 GB for 1.5B Q4_K_M.
  params.load_mode = LLAMA_LOAD_MODE_NONE;
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

void tts_llm::check_abort() const {
  if (running_epoch_ != epoch_.load()) throw Aborted{};
}

void tts_llm::forget(uint32_t seq, size_t from) {
  llama_memory_seq_rm(memory(), static_cast<llama_seq_id>(seq), static_cast<llama_pos>(from), -1);
  sequences_[seq].decoded = std::min(sequences_[seq].decoded, from);
}

void tts_llm::decode(uint32_t seq, size_t end, bool logits) {
  Sequence &sequence = sequences_[seq];
  while (sequence.decoded < end) {
    check_abort();
    const int32_t decode_threads = threads_decode_;
    const int32_t prefill_threads = threads_prefill_;
    if (llama_n_threads(context_.get()) != decode_threads || llama_n_threads_batch(context_.get()) != prefill_threads)
      llama_set_n_threads(context_.get(), decode_threads, prefill_threads);
    const size_t n = std::min<size_t>(n_batch_, end - sequence.decoded);
    llama_batch batch = llama_batch_init(static_cast<int32_t>(n), 0, 1);
    batch.n_tokens = static_cast<int32_t>(n);
    for (size_t i = 0; i < n; ++i) {
      batch.token[i] = sequence.tokens[sequence.decoded + i];
      batch.pos[i] = static_cast<llama_pos>(sequence.decoded + i);
      batch.n_seq_id[i] = 1;
      batch.seq_id[i][0] = static_cast<llama_seq_id>(seq);
      batch.logits[i] = logits && sequence.decoded + i + 1 == end;
    }
    const int32_t status = llama_decode(context_.get(), batch);
    llama_batch_free(batch);
    progress_.fetch_add(1, std::memory_order_relaxed);
    if (status != 0) {
      // Part of the batch may have been stored; the cells must match what `decoded` says.
      forget(seq, sequence.decoded);
      if (status == 2) throw Aborted{};
      if (status == 1)
        throw std::runtime_error("the context of " + std::to_string(n_ctx_) + " tokens is full");
      throw std::runtime_error("llama_decode failed with " + std::to_string(status) + ": " + Complaints::take());
    }
    sequence.decoded += n;
  }
}

void tts_llm::perform(Command &command) {
  tts_llm_event head{};
  const auto start = std::chrono::steady_clock::now();
  switch (command.verb) {
    case Verb::append: {
      Sequence &sequence = sequences_[command.seq];
      sequence.tokens.insert(sequence.tokens.end(), command.tokens.begin(), command.tokens.end());
      const size_t before = sequence.decoded;
      if (!sequence.tokens.empty()) decode(command.seq, sequence.tokens.size() - 1, false);
      head.prompt_tokens = static_cast<uint32_t>(sequence.decoded - std::min(before, sequence.decoded));
      head.prefill_us = micros_since(start);
      break;
    }
    case Verb::rollback: {
      Sequence &sequence = sequences_[command.seq];
      if (command.number < sequence.tokens.size()) sequence.tokens.resize(command.number);
      forget(command.seq, sequence.tokens.size());
      break;
    }
    case Verb::fork:
      if (command.seq != command.number) {
        forget(command.number, 0);
        llama_memory_seq_cp(memory(), static_cast<llama_seq_id>(command.seq),
                            static_cast<llama_seq_id>(command.number), -1, -1);
        sequences_[command.number] = sequences_[command.seq];
      }
      break;
    case Verb::generate:
      generate(command, head);
      break;
    case Verb::save:
      save(command);
      break;
    case Verb::restore:
      restore(command, head);
      break;
  }
  emit(TTS_LLM_DONE, command.ticket, {}, head);
}

llama_token tts_llm::pick(const std::vector<float> *bias) const {
  const float *logits = llama_get_logits_ith(context_.get(), -1);
  const int32_t n = llama_vocab_n_tokens(vocab_);
  if (logits == nullptr) throw std::runtime_error("libllama gave no logits");
  int32_t best = -1;
  float best_logit = -std::numeric_limits<float>::infinity();
  for (int32_t i = 0; i < n; ++i) {
    const float logit = bias == nullptr ? logits[i] : logits[i] + (*bias)[static_cast<size_t>(i)];
    if (logit > best_logit) {
      best_logit = logit;
      best = i;
    }
  }
  if (best < 0) throw std::runtime_error("every token is masked, or the logits are not numbers");
  return best;
}

void tts_llm::generate(const Command &command, tts_llm_event &head) {
  Sequence &sequence = sequences_[command.seq];
  sequence.tokens.insert(sequence.tokens.end(), command.tokens.begin(), command.tokens.end());
  if (sequence.tokens.empty()) throw std::runtime_error("generate needs at least one token to start from");
  std::shared_ptr<const std::vector<float>> mask;
  {
    std::lock_guard lock(mutex_);
    mask = bias_;
  }
  const std::vector<float> *bias = mask && !mask->empty() ? mask.get() : nullptr;

  auto start = std::chrono::steady_clock::now();
  // Logits belong to the last decode of the context, so the last token of the prompt is always decoded here.
  if (sequence.decoded == sequence.tokens.size()) forget(command.seq, sequence.tokens.size() - 1);
  const size_t before = sequence.decoded;
  decode(command.seq, sequence.tokens.size(), true);
  head.prompt_tokens = static_cast<uint32_t>(sequence.decoded - before);
  head.prefill_us = micros_since(start);

  start = std::chrono::steady_clock::now();
  std::string waiting;
  for (;;) {
    check_abort();
    const llama_token token = pick(bias);
    if (llama_vocab_is_eog(vocab_, token)) {
      head.reason = TTS_LLM_END_OF_GENERATION;
      break;
    }
    waiting += piece(vocab_, token);
    const size_t whole = whole_characters(waiting);
    tts_llm_event told{};
    told.token = token;
    emit(TTS_LLM_TOKEN, command.ticket, waiting.substr(0, whole), told);
    waiting.erase(0, whole);
    ++head.output_tokens;
    sequence.tokens.push_back(token);
    if (head.output_tokens >= command.number) {
      head.reason = TTS_LLM_LENGTH;
      break;
    }
    decode(command.seq, sequence.tokens.size(), true);
  }
  head.decode_us = micros_since(start);
}

void tts_llm::save(const Command &command) {
  const Sequence &sequence = sequences_[command.seq];
  if (!sequence.tokens.empty()) decode(command.seq, sequence.tokens.size(), false);
  const size_t written = llama_state_seq_save_file(context_.get(), command.path.c_str(),
                                                   static_cast<llama_seq_id>(command.seq), sequence.tokens.data(),
                                                   sequence.tokens.size());
  if (written == 0) throw std::runtime_error("the state could not be written to " + command.path);
}

void tts_llm::restore(const Command &command, tts_llm_event &head) {
  Sequence &sequence = sequences_[command.seq];
  forget(command.seq, 0);
  sequence.tokens.clear();
  std::vector<llama_token> found(command.tokens.size());
  size_t n_found = 0;
  const size_t read = llama_state_seq_load_file(context_.get(), command.path.c_str(),
                                                static_cast<llama_seq_id>(command.seq), found.data(), found.size(),
                                                &n_found);
  if (read == 0 || n_found != command.tokens.size() || found != command.tokens) {
    forget(command.seq, 0);
    std::string why = Complaints::take();
    throw std::runtime_error(command.path + " does not hold the expected state" + (why.empty() ? "" : ": " + why));
  }
  sequence.tokens = std::move(found);
  sequence.decoded = sequence.tokens.size();
  head.token = static_cast<int32_t>(n_found);
}

std::string tts_llm::piece(const llama_vocab *vocab, llama_token token) {
  std::string text(64, '\0');
  int32_t n = llama_token_to_piece(vocab, token, text.data(), static_cast<int32_t>(text.size()), 0, false);
  if (n < 0) {
    text.resize(static_cast<size_t>(-n));
    n = llama_token_to_piece(vocab, token, text.data(), static_cast<int32_t>(text.size()), 0, false);
  }
  text.resize(static_cast<size_t>(std::max(n, 0)));
  return text;
}
