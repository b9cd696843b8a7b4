// What the thread does with a command: prefill, generation, state; see llm_engine.h.
#include <algorithm>
#include <chrono>
#include <limits>
#include <stdexcept>

#include "llm_engine.h"
#include "llm_repetition.h"
#include "llm_spelling.h"
#include "llm_text.h"

namespace {

uint32_t micros_since(std::chrono::steady_clock::time_point start) {
  return static_cast<uint32_t>(
      std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start).count());
}

}  // namespace

void tts_llm::check_abort() const {
  if (running_epoch_ != epoch_.load()) throw Aborted{};
}

void tts_llm::forget(uint32_t seq, size_t from) {
  llama_memory_seq_rm(memory(), static_cast<llama_seq_id>(seq), static_cast<llama_pos>(from), -1);
  sequences_[seq].decoded = std::min(sequences_[seq].decoded, from);
}

void tts_llm::set_threads() {
  int32_t decode = threads_decode_;
  int32_t prefill = threads_prefill_;
  if (decode == 0 || prefill == 0) {
    const int32_t free = governor_.choose(most_threads_);
    if (decode == 0) decode = free;
    if (prefill == 0) prefill = free;
  }
  if (llama_n_threads(context_.get()) != decode || llama_n_threads_batch(context_.get()) != prefill)
    llama_set_n_threads(context_.get(), decode, prefill);
}

void tts_llm::decode(uint32_t seq, size_t end, bool logits) {
  Sequence &sequence = sequences_[seq];
  while (sequence.decoded < end) {
    check_abort();
    set_threads();
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
  governor_.begin();
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

llama_token tts_llm::pick() const {
  const float *logits = llama_get_logits_ith(context_.get(), -1);
  const int32_t n = llama_vocab_n_tokens(vocab_);
  if (logits == nullptr) throw std::runtime_error("libllama gave no logits");
  // Sixteen maxima side by side are a loop that compilers vectorise; the largest is looked up afterwards.
  constexpr int32_t kLanes = 16;
  float largest[kLanes];
  std::fill_n(largest, kLanes, -std::numeric_limits<float>::infinity());
  const int32_t whole = n - n % kLanes;
  for (int32_t i = 0; i < whole; i += kLanes) {
    for (int32_t j = 0; j < kLanes; ++j) largest[j] = std::max(largest[j], logits[i + j]);
  }
  for (int32_t i = whole; i < n; ++i) largest[0] = std::max(largest[0], logits[i]);
  const float best_logit = *std::max_element(largest, largest + kLanes);
  int32_t best = -1;
  if (best_logit > -std::numeric_limits<float>::infinity()) {
    best = 0;
    while (best < n && logits[best] != best_logit) ++best;
  }
  if (best < 0) throw std::runtime_error("every token is forbidden, or the logits are not numbers");
  return best;
}

void tts_llm::forbid(llama_token token) {
  llama_get_logits_ith(context_.get(), -1)[token] = -std::numeric_limits<float>::infinity();
}

void tts_llm::generate(const Command &command, tts_llm_event &head) {
  Sequence &sequence = sequences_[command.seq];
  sequence.tokens.insert(sequence.tokens.end(), command.tokens.begin(), command.tokens.end());
  if (sequence.tokens.empty()) throw std::runtime_error("generate needs at least one token to start from");
  std::shared_ptr<const Characters> characters;
  {
    std::lock_guard lock(mutex_);
    characters = characters_;
  }

  auto start = std::chrono::steady_clock::now();
  // Logits belong to the last decode of the context, so the last token of the prompt is always decoded here.
  if (sequence.decoded == sequence.tokens.size()) forget(command.seq, sequence.tokens.size() - 1);
  const size_t before = sequence.decoded;
  decode(command.seq, sequence.tokens.size(), true);
  head.prompt_tokens = static_cast<uint32_t>(sequence.decoded - before);
  head.prefill_us = micros_since(start);

  start = std::chrono::steady_clock::now();
  std::string waiting;
  Repetition repetition;
  Spelling spelling(command.words);
  for (;;) {
    check_abort();
    llama_token token = pick();
    std::string piece = piece_of(vocab_, token);
    const auto is_wrong = [&] {
      if (llama_vocab_is_eog(vocab_, token)) return command.spelled && !spelling.allow_end();
      return (characters && !characters->allow(waiting + piece)) || repetition.is_third(token, is_ascii(piece)) ||
             (command.spelled && !spelling.allow(piece));
    };
    while (is_wrong()) {
      forbid(token);
      token = pick();
      piece = piece_of(vocab_, token);
    }
    if (llama_vocab_is_eog(vocab_, token)) {
      head.reason = TTS_LLM_END_OF_GENERATION;
      break;
    }
    repetition.add(token, is_ascii(piece));
    spelling.add(piece);
    waiting += piece;
    const size_t whole = whole_characters(waiting);
    tts_llm_event told{};
    told.token = token;
    told.prefill_us = head.prefill_us;
    told.decode_us = micros_since(start);
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
