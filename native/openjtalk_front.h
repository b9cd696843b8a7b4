/* Open JTalk's front end: what the words of a Japanese text are and how they are said, for every voice that is ours. */
#ifndef TTS_OPENJTALK_FRONT_H
#define TTS_OPENJTALK_FRONT_H
#include <string>

#include "mecab.h"

extern "C" {
#include "njd.h"
}

namespace tts {

/* One dictionary and the words of the piece that was read last. To be used by one thread at a time. */
class OpenJTalkFront {
 public:
  /*
   * Loads sys.dic, unk.dic, matrix.bin and char.bin of a folder. Throws std::runtime_error that names what is wrong
   * with them.
   */
  explicit OpenJTalkFront(const std::string &dictionary);
  OpenJTalkFront(const OpenJTalkFront &) = delete;
  OpenJTalkFront &operator=(const OpenJTalkFront &) = delete;
  ~OpenJTalkFront();

  /*
   * Reads a piece (openjtalk_pieces): its words with pronunciation, accent and the accent phrase they belong to. They
   * stay until forget. Throws std::exception, with a sentence, and is to be told to forget all the same.
   */
  NJD *read(const std::string &piece);

  /* Frees what the last piece left behind. */
  void forget();

 private:
  void release();

  Mecab mecab_;
  NJD njd_;
};

}  // namespace tts
#endif
