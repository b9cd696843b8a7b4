"""Scores translations: score.py < JSON {"hypotheses": [...], "references": [...]}; prints JSON.

BLEU with MeCab's words and chrF, each with the 95 % confidence interval of 1,000 bootstrap samples (sacrebleu).
"""

import json
import sys

from sacrebleu.metrics import BLEU, CHRF

SAMPLES = 1000


def main():
    given = json.load(sys.stdin)
    scores = {}
    for name, metric in (("bleu", BLEU(tokenize="ja-mecab")), ("chrf", CHRF())):
        score = metric.corpus_score(given["hypotheses"], [given["references"]], n_bootstrap=SAMPLES)
        scores[name] = {"score": round(float(score.score), 1), "ci": round(float(score._ci), 1)}
    print(json.dumps(scores))


main()
