/*
 * Kokoro-82M as a voice: Open JTalk's front end turns text into words with their readings, these become Kokoro's
 * phonemes, and an ONNX model turns phonemes into sound, a piece after the other (kokoro_pieces.h).
 *
 * All but the dictionary lies in one folder, the pack, two levels above the file that the voice is named by:
 * PACK/styles/NAME.npy, PACK/vocab.json, PACK/model.onnx, PACK/libonnxruntime.so.
 */
#include <stdexcept>

#include "kokoro_model.h"
#include "kokoro_phonemes.h"
#include "kokoro_pieces.h"
#include "kokoro_sound.h"
#include "kokoro_styles.h"
#include "kokoro_vocabulary.h"
#include "openjtalk_front.h"
#include "openjtalk_text.h"
#include "voice_core.h"
#include "voice_file.h"

namespace {

#if defined(__APPLE__)
constexpr const char *kRuntime = "/libonnxruntime.dylib";
#else
constexpr const char *kRuntime = "/libonnxruntime.so";
#endif

/* PACK of PACK/styles/NAME.npy. */
std::string pack_of(const std::string &style) {
  const size_t file = style.rfind('/');
  const size_t folder = file == style.npos || file == 0 ? style.npos : style.rfind('/', file - 1);
  if (folder == style.npos) throw std::runtime_error(style + " does not lie in a folder of a voice pack");
  return style.substr(0, folder);
}

std::string checked(const std::string &path) {
  tts::check_voice_file(path);
  return path;
}

class Kokoro final : public tts::Synthesizer {
 public:
  Kokoro(const std::string &style, const std::string &pack, const std::string &dictionary)
      : styles_(style),
        vocabulary_(pack + "/vocab.json", tts::kokoro_alphabet()),
        front_(dictionary),
        model_(checked(pack + kRuntime), checked(pack + "/model.onnx")) {}

  uint32_t rate() const override { return tts::KokoroSound::kRate; }

  void speak(const std::string &text, const tts::Prosody &prosody, tts::Sink &sink) override {
    tts::KokoroSound sound(prosody, sink);
    bool is_first = true;
    for (const std::string &part : tts::openjtalk_pieces(text)) {
      for (const tts::KokoroPiece &piece : tts::kokoro_pieces(read(part), is_first)) {
        if (sink.stopped()) return;
        const std::vector<float> samples = say(piece, sound.speed(), sink);
        if (!sound.add(samples, piece.pause_ms)) return;
        is_first = false;
      }
    }
    sound.end();
  }

 private:
  std::vector<tts::Phrase> read(const std::string &part) {
    const Forget forget{front_};
    std::vector<tts::ReadWord> words;
    for (NJDNode *node = front_.read(part)->head; node != nullptr; node = node->next) {
      words.push_back({NJDNode_get_string(node), NJDNode_get_pron(node), NJDNode_get_chain_flag(node) == 1});
    }
    return tts::kokoro_phrases(words);
  }

  std::vector<float> say(const tts::KokoroPiece &piece, float speed, tts::Sink &sink) {
    const std::vector<int64_t> numbers = vocabulary_.numbers_of(piece.phonemes);
    return model_.say(numbers, styles_.of_length(numbers.size()), speed, [&] { return sink.stopped(); });
  }

  /* Frees what one part left behind, however it ended. */
  struct Forget {
    tts::OpenJTalkFront &front;
    ~Forget() { front.forget(); }
  };

  const tts::KokoroStyles styles_;
  const tts::KokoroVocabulary vocabulary_;
  tts::OpenJTalkFront front_;
  tts::KokoroModel model_;
};

}  // namespace

std::unique_ptr<tts::Synthesizer> tts::open_synthesizer(const std::string &name, const std::string &data) {
  return std::make_unique<Kokoro>(name, pack_of(name), data);
}
