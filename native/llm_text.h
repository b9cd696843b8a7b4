// Text of tokens as UTF-8.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "llama.h"

// Bytes of `text` that form whole UTF-8 characters; what is left over waits for the next token.
size_t whole_characters(std::string_view text);

bool is_ascii(std::string_view text);

// The bytes that a token stands for; none for a control token.
std::string piece_of(const llama_vocab *vocab, llama_token token);
