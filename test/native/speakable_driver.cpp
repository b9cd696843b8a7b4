// Prints what speakable() finds in each line of stdin.
#include <cstdio>
#include <iostream>
#include <string>

#include "speakable.h"

int main() {
  for (std::string line; std::getline(std::cin, line);) {
    switch (tts::speakable(line)) {
      case tts::Speakable::nothing: std::puts("nothing"); break;
      case tts::Speakable::perhaps: std::puts("perhaps"); break;
      case tts::Speakable::surely: std::puts("surely"); break;
    }
  }
  return 0;
}
