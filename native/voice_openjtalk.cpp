/*
 * Open JTalk and hts_engine as a voice: the front end turns text into full-context labels (text2mecab, MeCab, njd,
 * jpcommon), the engine turns labels into PCM, which hts_audio.c hands on in chunks of 20 ms.
 *
 * A text of ordinary length is one piece; of longer ones the front end sees a piece at a time (openjtalk_text.h).
 */
#include <stdexcept>

#include "openjtalk_files.h"
#include "openjtalk_front.h"
#include "openjtalk_question.h"
#include "openjtalk_text.h"
#include "voice_core.h"

extern "C" {
#include "HTS_engine.h"
#include "hts_audio.h"
#include "jpcommon.h"
#include "njd2jpcommon.h"
}

namespace {

constexpr uint32_t kChunksPerSecond = 50;

class OpenJTalk final : public tts::Synthesizer {
 public:
  OpenJTalk(const std::string &hts_voice, const std::string &dictionary) : front_(dictionary) {
    tts::check_hts_voice(hts_voice);
    JPCommon_initialize(&jpcommon_);
    HTS_Engine_initialize(&engine_);
    try {
      load(hts_voice);
    } catch (...) {
      release();
      throw;
    }
  }

  OpenJTalk(const OpenJTalk &) = delete;
  OpenJTalk &operator=(const OpenJTalk &) = delete;

  ~OpenJTalk() override { release(); }

  uint32_t rate() const override { return rate_; }

  void speak(const std::string &text, const tts::Prosody &prosody, tts::Sink &sink) override {
    HTS_Engine_set_speed(&engine_, prosody.speed);
    // In spite of its name it replaces what was said before. It acts on the state sequence, below what a question adds.
    HTS_Engine_add_half_tone(&engine_, prosody.pitch);
    sink_ = &sink;
    const Refresh refresh{*this};
    for (const std::string &piece : tts::openjtalk_pieces(text)) {
      if (sink.stopped()) return;
      label(piece);
      // An utterance without a phoneme has no labels, or only the two silences; the engine must not see those.
      if (JPCommon_get_label_size(&jpcommon_) > 2) synthesise(tts::question_rise(piece));
      forget();
    }
  }

 private:
  /* Frees what one utterance left behind, however it ended. */
  struct Refresh {
    OpenJTalk &voice;
    ~Refresh() {
      voice.forget();
      voice.sink_ = nullptr;
    }
  };

  void load(const std::string &hts_voice) {
    std::string path = hts_voice;
    char *paths[] = {path.data()};
    if (HTS_Engine_load(&engine_, paths, 1) != TRUE) {
      throw std::runtime_error(hts_voice + " is no voice that hts_engine can load");
    }
    rate_ = static_cast<uint32_t>(HTS_Engine_get_sampling_frequency(&engine_));
    if (rate_ < 8000 || rate_ > 192000 || HTS_Engine_get_fperiod(&engine_) == 0) {
      throw std::runtime_error(hts_voice + " is damaged: its sampling frequency or frame period is absurd");
    }
    HTS_Engine_set_audio_buff_size(&engine_, rate_ / kChunksPerSecond);
    if (engine_.audio.buff == nullptr) throw std::bad_alloc();
    engine_.audio.audio_interface = &listener_;
  }

  void label(const std::string &piece) {
    njd2jpcommon(&jpcommon_, front_.read(piece));
    JPCommon_make_label(&jpcommon_);
  }

  /*
   * The three steps of HTS_Engine_synthesize_from_strings, taken one by one so that a stop counts between them and a
   * question can rise.
   */
  void synthesise(double rise) {
    char **const labels = JPCommon_get_label_feature(&jpcommon_);
    const auto count = static_cast<size_t>(JPCommon_get_label_size(&jpcommon_));
    if (HTS_Engine_generate_state_sequence_from_strings(&engine_, labels, count) != TRUE) {
      throw std::runtime_error("hts_engine could not find states for the text");
    }
    if (rise > 0) tts::raise_last_vowel(&engine_, labels, count, rise);
    if (sink_->stopped()) return;
    if (HTS_Engine_generate_parameter_sequence(&engine_) != TRUE) {
      throw std::runtime_error("hts_engine could not generate parameters for the text");
    }
    if (sink_->stopped()) return;
    if (HTS_Engine_generate_sample_sequence(&engine_) != TRUE) {
      throw std::runtime_error("hts_engine could not generate samples for the text");
    }
  }

  /*
   * The stop flag is set only here, on the thread that reads it: the engine's flag is a plain char, and starting to
   * synthesise clears it, so that a flag set from another thread a moment too early would be lost.
   */
  static void take(void *user, const short *pcm, size_t frames) {
    auto *const self = static_cast<OpenJTalk *>(user);
    if (!self->sink_->write(pcm, frames)) HTS_Engine_set_stop_flag(&self->engine_, TRUE);
  }

  void forget() {
    HTS_Engine_refresh(&engine_);
    engine_.audio.buff_size = 0;
    JPCommon_refresh(&jpcommon_);
    front_.forget();
  }

  void release() {
    HTS_Engine_clear(&engine_);
    JPCommon_clear(&jpcommon_);
  }

  tts::OpenJTalkFront front_;
  JPCommon jpcommon_;
  HTS_Engine engine_;
  hts_audio_listener listener_{take, this};
  tts::Sink *sink_ = nullptr;
  uint32_t rate_ = 0;
};

}  // namespace

std::unique_ptr<tts::Synthesizer> tts::open_synthesizer(const std::string &name, const std::string &data) {
  return std::make_unique<OpenJTalk>(name, data);
}
