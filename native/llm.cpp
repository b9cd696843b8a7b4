// The C functions of llm.h: arguments checked, exceptions caught, work handed to the engine.
#include "llm.h"

#include <algorithm>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "boundary.h"
#include "ggml-backend.h"
#include "llm_engine.h"
#include "llm_text.h"

namespace {

using tts::copy_out;
using tts::refuse;

template <typename Body>
int32_t guarded(Body body) noexcept {
  return tts::guarded(TTS_LLM_E_FAILED, body);
}

int32_t check_loaded(const tts_llm *llm) {
  if (llm == nullptr) return refuse(TTS_LLM_E_ARG, "the handle is NULL");
  if (!llm->loaded()) return refuse(TTS_LLM_E_STATE, "the model is not loaded");
  return TTS_LLM_OK;
}

int32_t submit(tts_llm *llm, Command command, const int32_t *tokens, uint32_t n_tokens) {
  return guarded([&]() -> int32_t {
    if (const int32_t status = check_loaded(llm); status < 0) return status;
    if (command.seq >= llm->sequences()) return refuse(TTS_LLM_E_ARG, "there is no such sequence");
    if (n_tokens > 0 && tokens == nullptr) return refuse(TTS_LLM_E_ARG, "tokens is NULL");
    const int32_t vocabulary = llama_vocab_n_tokens(llm->vocab());
    for (uint32_t i = 0; i < n_tokens; ++i)
      if (tokens[i] < 0 || tokens[i] >= vocabulary) return refuse(TTS_LLM_E_ARG, "a token is outside the vocabulary");
    command.tokens.assign(tokens, tokens + n_tokens);
    llm->submit(std::move(command));
    return TTS_LLM_OK;
  });
}

/* A device as tts_llm_devices tells of it. A feature that is there has a value other than "0". */
std::string line_of(ggml_backend_dev_t device) {
  std::string line = std::string(ggml_backend_dev_name(device)) + '\t' + ggml_backend_dev_description(device) + '\t';
  const ggml_backend_reg_t backend = ggml_backend_dev_backend_reg(device);
  const auto features = reinterpret_cast<ggml_backend_get_features_t>(
      ggml_backend_reg_get_proc_address(backend, "ggml_backend_get_features"));
  if (features != nullptr)
    for (const ggml_backend_feature *feature = features(backend); feature->name != nullptr; ++feature)
      if (std::strcmp(feature->value, "0") != 0) line += std::string(feature->name) + ' ';
  line += '\n';
  return line;
}

}  // namespace

extern "C" {

uint32_t tts_llm_abi(void) { return TTS_LLM_ABI; }

int32_t tts_llm_backends(const char *folder, uint32_t folder_bytes) {
  return guarded([&]() -> int32_t {
    if (folder == nullptr) return refuse(TTS_LLM_E_ARG, "folder is NULL");
    llama_log_set(Complaints::collect, nullptr);
    const std::string path(folder, folder_bytes);
    ggml_backend_load_all_from_path(path.c_str());
    if (ggml_backend_dev_count() == 0)
      return refuse(TTS_LLM_E_BACKEND, path + " holds no ggml backend for this machine. " + Complaints::take());
    llama_backend_init();
    return TTS_LLM_OK;
  });
}

int32_t tts_llm_devices(char *text, uint32_t capacity, uint32_t *needed) {
  return guarded([&]() -> int32_t {
    if (text == nullptr || needed == nullptr) return refuse(TTS_LLM_E_ARG, "text or needed is NULL");
    std::string lines;
    for (size_t i = 0; i < ggml_backend_dev_count(); ++i) lines += line_of(ggml_backend_dev_get(i));
    *needed = copy_out(lines, text, capacity);
    return TTS_LLM_OK;
  });
}

int32_t tts_llm_open(const char *path, uint32_t path_bytes, uint32_t n_ctx, uint32_t n_seq, uint32_t n_batch,
                     uint32_t n_threads, tts_llm **out) {
  return guarded([&]() -> int32_t {
    if (path == nullptr || out == nullptr) return refuse(TTS_LLM_E_ARG, "path or out is NULL");
    if (n_ctx == 0 || n_seq == 0 || n_seq > 16 || n_batch == 0 || n_threads == 0 || n_threads > 512)
      return refuse(TTS_LLM_E_ARG, "n_ctx, n_seq, n_batch or n_threads is out of range");
    *out = new tts_llm(std::string(path, path_bytes), n_ctx, n_seq, n_batch, n_threads);
    return TTS_LLM_OK;
  });
}

void tts_llm_close(tts_llm *llm) { delete llm; }

int32_t tts_llm_next(tts_llm *llm, uint32_t timeout_ms, tts_llm_event *event, char *text) {
  return guarded([&]() -> int32_t {
    if (llm == nullptr || event == nullptr || text == nullptr) return refuse(TTS_LLM_E_ARG, "an argument is NULL");
    Event taken;
    if (!llm->next(timeout_ms, taken)) return TTS_LLM_TIMEOUT;
    *event = taken.head;
    copy_out(taken.text, text, TTS_LLM_TEXT_BYTES);
    return TTS_LLM_OK;
  });
}

uint64_t tts_llm_progress(const tts_llm *llm) { return llm == nullptr ? 0 : llm->progress(); }

int32_t tts_llm_metadata(const tts_llm *llm, const char *key, uint32_t key_bytes, char *text, uint32_t capacity,
                         uint32_t *needed) {
  return guarded([&]() -> int32_t {
    if (const int32_t status = check_loaded(llm); status < 0) return status;
    if (key == nullptr || needed == nullptr) return refuse(TTS_LLM_E_ARG, "key or needed is NULL");
    const std::string name(key, key_bytes);
    *needed = 0;
    const int32_t length = llama_model_meta_val_str(llm->model(), name.c_str(), nullptr, 0);
    if (length < 0) return TTS_LLM_OK;
    std::string value(static_cast<size_t>(length) + 1, '\0');
    llama_model_meta_val_str(llm->model(), name.c_str(), value.data(), value.size());
    value.pop_back();
    *needed = copy_out(value, text, capacity);
    return TTS_LLM_OK;
  });
}

int32_t tts_llm_template(const tts_llm *llm, const char *messages, uint32_t messages_bytes, char *text,
                         uint32_t capacity, uint32_t *needed) {
  return guarded([&]() -> int32_t {
    if (const int32_t status = check_loaded(llm); status < 0) return status;
    if (messages == nullptr || needed == nullptr || messages_bytes == 0 || messages[messages_bytes - 1] != '\0')
      return refuse(TTS_LLM_E_ARG, "messages must be role NUL content NUL pairs");
    std::vector<const char *> parts;
    for (const char *part = messages; part < messages + messages_bytes; part += std::strlen(part) + 1)
      parts.push_back(part);
    if (parts.size() % 2 != 0) return refuse(TTS_LLM_E_ARG, "a message has no content");
    const char *form = llama_model_chat_template(llm->model(), nullptr);
    if (form == nullptr) return refuse(TTS_LLM_E_TEMPLATE, "the GGUF carries no chat template");
    std::vector<llama_chat_message> chat;
    for (size_t i = 0; i < parts.size(); i += 2) chat.push_back({parts[i], parts[i + 1]});
    std::string rendered(static_cast<size_t>(messages_bytes) * 2 + 256, '\0');
    int32_t length = llama_chat_apply_template(form, chat.data(), chat.size(), true, rendered.data(),
                                               static_cast<int32_t>(rendered.size()));
    if (length > static_cast<int32_t>(rendered.size())) {
      rendered.resize(static_cast<size_t>(length));
      length = llama_chat_apply_template(form, chat.data(), chat.size(), true, rendered.data(), length);
    }
    if (length < 0) return refuse(TTS_LLM_E_TEMPLATE, "libllama does not know the GGUF's chat template");
    rendered.resize(static_cast<size_t>(length));
    *needed = copy_out(rendered, text, capacity);
    return TTS_LLM_OK;
  });
}

int32_t tts_llm_tokenize(const tts_llm *llm, const char *text, uint32_t text_bytes, int32_t special, int32_t *tokens,
                         uint32_t capacity, uint32_t *needed) {
  return guarded([&]() -> int32_t {
    if (const int32_t status = check_loaded(llm); status < 0) return status;
    if ((text == nullptr && text_bytes > 0) || needed == nullptr || (tokens == nullptr && capacity > 0))
      return refuse(TTS_LLM_E_ARG, "text, tokens or needed is NULL");
    const int32_t n = llama_tokenize(llm->vocab(), text, static_cast<int32_t>(text_bytes), tokens,
                                     static_cast<int32_t>(capacity), false, special != 0);
    if (n == std::numeric_limits<int32_t>::min()) return refuse(TTS_LLM_E_FAILED, "the text is too long");
    *needed = static_cast<uint32_t>(n < 0 ? -n : n);
    return TTS_LLM_OK;
  });
}

int32_t tts_llm_piece(const tts_llm *llm, int32_t token, char *text, uint32_t capacity, uint32_t *needed) {
  return guarded([&]() -> int32_t {
    if (const int32_t status = check_loaded(llm); status < 0) return status;
    if (needed == nullptr || token < 0 || token >= llama_vocab_n_tokens(llm->vocab()))
      return refuse(TTS_LLM_E_ARG, "needed is NULL or the token is outside the vocabulary");
    *needed = copy_out(piece_of(llm->vocab(), token), text, capacity);
    return TTS_LLM_OK;
  });
}

int32_t tts_llm_characters(tts_llm *llm, const uint8_t *written, uint32_t written_bytes) {
  return guarded([&]() -> int32_t {
    if (llm == nullptr || (written_bytes != 0 && (written == nullptr || written_bytes != Characters::kBytes)))
      return refuse(TTS_LLM_E_ARG, "the characters must be 8192 bytes of bits");
    llm->characters(written_bytes == 0 ? nullptr : written);
    return TTS_LLM_OK;
  });
}

int32_t tts_llm_threads(tts_llm *llm, uint32_t decode, uint32_t prefill) {
  if (llm == nullptr || decode > 512 || prefill > 512)
    return refuse(TTS_LLM_E_ARG, "the number of threads is out of range");
  llm->threads(decode, prefill);
  return TTS_LLM_OK;
}

int32_t tts_llm_append(tts_llm *llm, uint32_t ticket, uint32_t seq, const int32_t *tokens, uint32_t n_tokens) {
  return submit(llm, {.verb = Verb::append, .ticket = ticket, .seq = seq, .tokens = {}, .path = {}}, tokens, n_tokens);
}

int32_t tts_llm_rollback(tts_llm *llm, uint32_t ticket, uint32_t seq, uint32_t n_keep) {
  return submit(llm, {.verb = Verb::rollback, .ticket = ticket, .seq = seq, .number = n_keep, .tokens = {}, .path = {}},
                nullptr, 0);
}

int32_t tts_llm_fork(tts_llm *llm, uint32_t ticket, uint32_t from, uint32_t to) {
  if (llm != nullptr && to >= llm->sequences()) return refuse(TTS_LLM_E_ARG, "there is no such sequence");
  return submit(llm, {.verb = Verb::fork, .ticket = ticket, .seq = from, .number = to, .tokens = {}, .path = {}},
                nullptr, 0);
}

int32_t tts_llm_generate(tts_llm *llm, uint32_t ticket, uint32_t seq, uint32_t max_tokens, const int32_t *forced,
                         uint32_t n_forced, const char *words, uint32_t words_bytes) {
  return guarded([&]() -> int32_t {
    if (max_tokens == 0) return refuse(TTS_LLM_E_ARG, "max_tokens is 0");
    if (words_bytes > 0 && (words == nullptr || words[words_bytes - 1] != '\0'))
      return refuse(TTS_LLM_E_ARG, "words must each be ended by a NUL");
    return submit(llm,
                  {.verb = Verb::generate,
                   .ticket = ticket,
                   .seq = seq,
                   .number = max_tokens,
                   .tokens = {},
                   .path = {},
                   .words = {words == nullptr ? "" : words, words_bytes},
                   .spelled = words_bytes > 0},
                  forced, n_forced);
  });
}

int32_t tts_llm_save(tts_llm *llm, uint32_t ticket, uint32_t seq, const char *path, uint32_t path_bytes) {
  return guarded([&]() -> int32_t {
    if (path == nullptr) return refuse(TTS_LLM_E_ARG, "path is NULL");
    return submit(llm, {.verb = Verb::save, .ticket = ticket, .seq = seq, .tokens = {}, .path = {path, path_bytes}},
                  nullptr, 0);
  });
}

int32_t tts_llm_restore(tts_llm *llm, uint32_t ticket, uint32_t seq, const char *path, uint32_t path_bytes,
                        const int32_t *tokens, uint32_t n_tokens) {
  return guarded([&]() -> int32_t {
    if (path == nullptr) return refuse(TTS_LLM_E_ARG, "path is NULL");
    return submit(llm, {.verb = Verb::restore, .ticket = ticket, .seq = seq, .tokens = {}, .path = {path, path_bytes}},
                  tokens, n_tokens);
  });
}

int32_t tts_llm_abort(tts_llm *llm) {
  if (llm == nullptr) return refuse(TTS_LLM_E_ARG, "the handle is NULL");
  llm->abort();
  return TTS_LLM_OK;
}

uint32_t tts_llm_last_error(char *text, uint32_t capacity) { return copy_out(tts::last_error, text, capacity); }

}  // extern "C"
