// The plainest greedy loop that llama.h allows; see bare_loop.h.
#include "bare_loop.h"

#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "boundary.h"
#include "ggml-backend.h"
#include "llama.h"

namespace {

using Clock = std::chrono::steady_clock;

uint64_t micros_since(Clock::time_point start) {
  return static_cast<uint64_t>(std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - start).count());
}

template <typename Body>
int32_t guarded(Body body) noexcept {
  return tts::guarded(TTS_BARE_E_FAILED, body);
}

struct Free {
  void operator()(llama_model *model) const { llama_model_free(model); }
  void operator()(llama_context *context) const { llama_free(context); }
  void operator()(llama_sampler *sampler) const { llama_sampler_free(sampler); }
};

}  // namespace

struct tts_bare {
  std::unique_ptr<llama_model, Free> model;
  std::unique_ptr<llama_context, Free> context;
  std::unique_ptr<llama_sampler, Free> sampler;
  const llama_vocab *vocab = nullptr;
  uint32_t n_batch = 0;
  llama_pos prefix = 0;

  std::vector<llama_token> tokenize(std::string_view text, bool special) const {
    std::vector<llama_token> tokens(text.size() + 1);
    const int32_t n = llama_tokenize(vocab, text.data(), static_cast<int32_t>(text.size()), tokens.data(),
                                     static_cast<int32_t>(tokens.size()), false, special);
    if (n < 0) throw std::runtime_error("the text cannot be tokenised");
    tokens.resize(static_cast<size_t>(n));
    return tokens;
  }

  void decode(std::vector<llama_token> &tokens) const {
    for (size_t at = 0; at < tokens.size(); at += n_batch) {
      const auto n = static_cast<int32_t>(std::min<size_t>(n_batch, tokens.size() - at));
      if (llama_decode(context.get(), llama_batch_get_one(tokens.data() + at, n)) != 0)
        throw std::runtime_error("llama_decode failed");
    }
  }
};

extern "C" {

uint32_t tts_bare_abi(void) { return TTS_BARE_ABI; }

int32_t tts_bare_open(const char *folder, uint32_t folder_bytes, const char *path, uint32_t path_bytes,
                      const char *prefix, uint32_t prefix_bytes, uint32_t n_ctx, uint32_t n_batch, uint32_t n_threads,
                      uint64_t *load_us, tts_bare **out) {
  return guarded([&]() -> int32_t {
    if (folder == nullptr || path == nullptr || !tts::readable(prefix, prefix_bytes) || load_us == nullptr ||
        out == nullptr || n_ctx == 0 || n_batch == 0 || n_threads == 0)
      return tts::refuse(TTS_BARE_E_ARG, "an argument is NULL or out of its range");
    const auto start = Clock::now();
    llama_log_set([](ggml_log_level, const char *, void *) {}, nullptr);
    ggml_backend_load_all_from_path(std::string(folder, folder_bytes).c_str());
    llama_backend_init();
    auto bare = std::make_unique<tts_bare>();
    llama_model_params model = llama_model_default_params();
    // As in llm_engine.cpp.
    if (ggml_backend_dev_by_type(GGML_BACKEND_DEVICE_TYPE_GPU) == nullptr) model.load_mode = LLAMA_LOAD_MODE_NONE;
    bare->model.reset(llama_model_load_from_file(std::string(path, path_bytes).c_str(), model));
    if (!bare->model) throw std::runtime_error("libllama cannot load the model");
    bare->vocab = llama_model_get_vocab(bare->model.get());
    llama_context_params context = llama_context_default_params();
    context.n_ctx = n_ctx;
    context.n_batch = n_batch;
    context.n_ubatch = n_batch;
    context.n_threads = static_cast<int32_t>(n_threads);
    context.n_threads_batch = static_cast<int32_t>(n_threads);
    context.no_perf = true;
    bare->context.reset(llama_init_from_model(bare->model.get(), context));
    if (!bare->context) throw std::runtime_error("libllama cannot make a context");
    bare->sampler.reset(llama_sampler_init_greedy());
    bare->n_batch = n_batch;
    *load_us = micros_since(start);
    std::vector<llama_token> tokens = bare->tokenize(tts::view(prefix, prefix_bytes), true);
    bare->decode(tokens);
    bare->prefix = static_cast<llama_pos>(tokens.size());
    *out = bare.release();
    return TTS_BARE_OK;
  });
}

void tts_bare_close(tts_bare *bare) { delete bare; }

int32_t tts_bare_run(tts_bare *bare, const char *sentence, uint32_t sentence_bytes, const char *suffix,
                     uint32_t suffix_bytes, uint32_t max_tokens, tts_bare_cost *cost) {
  return guarded([&]() -> int32_t {
    if (bare == nullptr || !tts::readable(sentence, sentence_bytes) || !tts::readable(suffix, suffix_bytes) ||
        cost == nullptr)
      return tts::refuse(TTS_BARE_E_ARG, "an argument is NULL");
    *cost = {};
    auto start = Clock::now();
    llama_memory_seq_rm(llama_get_memory(bare->context.get()), 0, bare->prefix, -1);
    std::vector<llama_token> tokens = bare->tokenize(tts::view(sentence, sentence_bytes), false);
    for (const llama_token token : bare->tokenize(tts::view(suffix, suffix_bytes), true)) tokens.push_back(token);
    cost->prompt_tokens = static_cast<uint32_t>(tokens.size());
    bare->decode(tokens);
    cost->prefill_us = micros_since(start);
    start = Clock::now();
    while (cost->output_tokens < max_tokens) {
      const llama_token token = llama_sampler_sample(bare->sampler.get(), bare->context.get(), -1);
      if (llama_vocab_is_eog(bare->vocab, token)) break;
      ++cost->output_tokens;
      char piece[64];
      const int32_t n = llama_token_to_piece(bare->vocab, token, piece, sizeof piece, 0, false);
      if (n > 0 && std::string_view(piece, static_cast<size_t>(n)).find('\n') != std::string_view::npos) break;
      std::vector<llama_token> next{token};
      bare->decode(next);
    }
    cost->decode_us = micros_since(start);
    return TTS_BARE_OK;
  });
}

uint32_t tts_bare_last_error(char *text, uint32_t capacity) {
  return tts::copy_out(tts::last_error, text, capacity);
}

}  // extern "C"
