"""Offline speech recognition of what the program spoke, compared with what it meant to speak.

    recognise.py --model FOLDER WAV                prints the recognised text
    recognise.py --model FOLDER WAV TRACE.ndjson   prints kana error rates as JSON

The trace tells how the sound divides into utterances, and what each is: `reading` is what the voice was given, `ja`
the translation. Recogniser and program may write one sound in different characters (API and エーピーアイ), so every
text is read the same way first: by the program's own readings (--readings), then by Open JTalk.

scripts/recognise.ts starts this with everything it needs.
"""

import argparse
import io
import json
import os
import re
import subprocess
import sys
import wave

os.environ["HF_HUB_OFFLINE"] = "1"

import pyopenjtalk  # noqa: E402
from faster_whisper import WhisperModel  # noqa: E402
from rapidfuzz.distance import Levenshtein  # noqa: E402

NOT_KANA = re.compile(r"[^ァ-ヺー]")
# Kana of one sound in today's Japanese.
ONE_SOUND = str.maketrans("ヲヂヅ", "オジズ")
# The kana whose vowel each of these writes on, as in ギョウ, ケイ, オオ: all of them are long vowels.
LONG_VOWELS = {
    "ア": "ァアカガサザタダナハバパマャヤラヮワ",
    "イ": "ィイキギシジチニヒビピミリェエケゲセゼテデネヘベペメレ",
    "ウ": "ゥウクグスズツヌフブプムュユルヴォオコゴソゾトドノホボポモョヨロ",
    "エ": "ェエケゲセゼテデネヘベペメレ",
    "オ": "ォオコゴソゾトドノホボポモョヨロ",
}
LONG_VOWEL = re.compile("|".join(f"(?<=[{before}]){vowel}" for vowel, before in LONG_VOWELS.items()))
# Sound that no audio event accounts for; more of it means that the trace belongs to another run.
TOLERANCE_S = 0.1


def main():
    parser = argparse.ArgumentParser(description="Recognise Japanese speech, offline.")
    parser.add_argument("--model", required=True, help="folder of a Whisper model for CTranslate2")
    parser.add_argument("--readings", nargs="+", default=[], help="command: lines of text to lines of reading")
    parser.add_argument("wav")
    parser.add_argument("trace", nargs="?")
    arguments = parser.parse_args()
    model = WhisperModel(arguments.model, device="cpu", compute_type="int8", local_files_only=True)
    if arguments.trace is None:
        print(recognise(model, arguments.wav))
        return
    with open(arguments.trace, encoding="utf-8") as lines:
        spoken = utterances([json.loads(line) for line in lines])
    for utterance, piece in zip(spoken, pieces(arguments.wav, spoken), strict=True):
        utterance["recognised"] = recognise(model, piece)
    print(json.dumps(compare(spoken, arguments.readings), ensure_ascii=False, indent=2))


def recognise(model, sound):
    """Text of a WAV file (a path or an open file). The settings make every run give the same."""
    segments, _ = model.transcribe(
        sound, language="ja", beam_size=5, temperature=0.0, condition_on_previous_text=False
    )
    return "".join(segment.text for segment in segments).strip()


def utterances(events):
    """What was spoken, in the order of its sound: id, reading, ja and seconds of each utterance."""
    found = {}
    for event in events:
        if event["event"] == "audio":
            utterance = found.setdefault(event["id"], {"id": event["id"], "seconds": 0.0})
            utterance["seconds"] += event["samples"] / event["rate"]
    for utterance in found.values():
        clauses = [e for e in events if e["event"] == "clause" and e["id"] == utterance["id"]]
        clauses.sort(key=lambda clause: clause["n"])
        utterance["reading"] = "".join(clause["reading"] for clause in clauses)
        utterance["ja"] = "".join(clause["ja"] for clause in clauses)
    return list(found.values())


def pieces(path, spoken):
    """Cuts a WAV file into one WAV file, in memory, for each utterance."""
    with wave.open(path) as sound:
        rate = sound.getframerate()
        length = sound.getnframes() / rate
        traced = sum(utterance["seconds"] for utterance in spoken)
        if abs(length - traced) > TOLERANCE_S:
            sys.exit(f"{path} lasts {length:.2f} s and the trace accounts for {traced:.2f} s: not of the same run")
        end = 0.0
        for utterance in spoken:
            begin, end = end, end + utterance["seconds"]
            sound.setpos(min(round(begin * rate), sound.getnframes()))
            piece = io.BytesIO()
            with wave.open(piece, "wb") as cut:
                cut.setparams(sound.getparams())
                cut.writeframes(sound.readframes(round(end * rate) - round(begin * rate)))
            piece.seek(0)
            yield piece


def compare(spoken, readings):
    """Kana errors of every utterance and of all together: against the reading, and against the translation."""
    heard = [kana(text) for text in read(readings, [utterance["recognised"] for utterance in spoken])]
    meant = [kana(utterance["reading"]) for utterance in spoken]
    translated = [kana(text) for text in read(readings, [utterance["ja"] for utterance in spoken])]
    rows = [
        {
            "id": utterance["id"],
            "reference": utterance["reading"],
            "recognised": utterance["recognised"],
            "errors": Levenshtein.distance(reference, found),
            "length": len(reference),
            "reference_kana": reference,
            "recognised_kana": found,
        }
        for utterance, reference, found in zip(spoken, meant, heard, strict=True)
    ]
    return {
        "kana_error_rate": rate(meant, heard),
        "kana_error_rate_ja": rate(translated, heard),
        "utterances": rows,
    }


def rate(references, found):
    errors = sum(Levenshtein.distance(one, other) for one, other in zip(references, found, strict=True))
    return round(errors / max(1, sum(map(len, references))), 4)


def read(command, texts):
    """Each text through the command that turns English words and numbers into kana; as it is without a command."""
    if not command:
        return texts
    lines = "".join(text.replace("\n", " ") + "\n" for text in texts)
    done = subprocess.run(command, input=lines, capture_output=True, check=True, encoding="utf-8", timeout=60)
    return done.stdout.split("\n")[: len(texts)]


def kana(text):
    """
    Pronunciation in katakana without punctuation, one spelling for one sound: 今日は gives キョーワ, ぎょうを ギョーオ.

    The front end writes a long vowel as ー in words that it knows and as a kana in those that it does not, and a word
    that is heard right may be written so that it is the other. Texts on both sides of a comparison are treated alike.
    """
    pronounced = NOT_KANA.sub("", pyopenjtalk.g2p(text, kana=True)).translate(ONE_SOUND)
    return LONG_VOWEL.sub("ー", pronounced)


if __name__ == "__main__":
    main()
