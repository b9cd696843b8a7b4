/* Has libllama throw, and catches it as native/boundary.h does; see foreign_exception.test.ts. */
#include <cstdint>
#include <exception>

#include "llama.h"

extern "C" __attribute__((visibility("default"))) int32_t tts_test_catch(const char *model_path) {
  try {
    llama_log_set([](ggml_log_level, const char *, void *) {}, nullptr);
    llama_model_params params = llama_model_default_params();
    params.vocab_only = true;
    const llama_model *model = llama_model_load_from_file(model_path, params);
    if (model == nullptr) return 1;
    /* No vocabulary has so many tokens. */
    llama_vocab_get_text(llama_model_get_vocab(model), INT32_MAX);
    return 0;
  } catch (const std::exception &) {
    return 2;
  } catch (...) {
    return 3;
  }
}
