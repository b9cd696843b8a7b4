#include "speakable.h"

#include <algorithm>
#include <iterator>

#include "utf8.h"

namespace tts {
namespace {

struct Range {
  char32_t first, last;
};

/* Blocks of the Unicode standard, without the marks among the kana that have no sound of their own (っ, ー, ゛). */
constexpr Range kSounding[] = {
    {U'0', U'9'},       {U'A', U'Z'},       {U'a', U'z'},
    {0x3041, 0x3062},   {0x3064, 0x3096},                    // Hiragana but っ.
    {0x30A1, 0x30C2},   {0x30C4, 0x30FA},                    // Katakana but ッ.
    {0x3400, 0x4DBF},   {0x4E00, 0x9FFF},   {0xF900, 0xFAFF}, {0x20000, 0x3FFFF},  // Kanji.
    {0xFF10, 0xFF19},   {0xFF21, 0xFF3A},   {0xFF41, 0xFF5A},  // Full-width digits and letters.
    {0xFF66, 0xFF6E},   {0xFF71, 0xFF9D},                    // Half-width katakana but ｯ and ｰ.
};

/* What separates words and sentences; symbols that may be read out, as % and +, are not among them. */
constexpr Range kSilent[] = {
    {0x00, 0x20},       {U'!', U'"'},       {U'\'', U')'},    {U',', U'/'},     {U':', U';'},
    {U'?', U'?'},       {U'[', U']'},       {U'_', U'`'},     {U'{', U'{'},     {U'}', U'}'},
    {0x7F, 0xA0},       {0xAB, 0xAB},       {0xAD, 0xAD},     {0xB7, 0xB7},     {0xBB, 0xBB},
    {0x2000, 0x206F},                                        // General punctuation.
    {0x3000, 0x3002},   {0x3008, 0x3011},   {0x3014, 0x301F}, {0x30FB, 0x30FB},  // CJK punctuation and ・.
    {0xFE00, 0xFE0F},   {0xFEFF, 0xFEFF},
    {0xFF01, 0xFF02},   {0xFF07, 0xFF09},   {0xFF0C, 0xFF0F}, {0xFF1A, 0xFF1B},  // The same at full width.
    {0xFF1F, 0xFF1F},   {0xFF3B, 0xFF3D},   {0xFF3F, 0xFF40}, {0xFF5B, 0xFF5B}, {0xFF5D, 0xFF5D}, {0xFF61, 0xFF65},
};

template <size_t N>
bool within(const Range (&ranges)[N], char32_t code_point) {
  return std::any_of(std::begin(ranges), std::end(ranges),
                     [&](const Range &range) { return code_point >= range.first && code_point <= range.last; });
}

}  // namespace

Speakable speakable(std::string_view text) {
  Speakable found = Speakable::nothing;
  while (!text.empty()) {
    const char32_t code_point = take_code_point(text);
    if (within(kSounding, code_point)) return Speakable::surely;
    if (!within(kSilent, code_point)) found = Speakable::perhaps;
  }
  return found;
}

}  // namespace tts
