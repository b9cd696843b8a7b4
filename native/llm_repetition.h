// Small models fall into loops: "よりよりよりより…" to the end of the context, which nobody should have to hear.
#pragma once

#include <cstddef>
#include <vector>

#include "llama.h"

// What has been generated so far, as far as loops are concerned.
class Repetition {
 public:
  // Whether `token` would complete a run of tokens that has been there twice just before. Runs of ASCII alone may
  // repeat: 1,000,000 is made of single digits.
  bool is_third(llama_token token, bool ascii) const;
  void add(llama_token token, bool ascii);

 private:
  struct Said {
    llama_token token;
    bool ascii;
  };
  std::vector<Said> said_;
};
