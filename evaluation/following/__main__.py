"""Measurement of the follow-through on the labelled pairs: `python -m evaluation.following`."""

import sys

from conversation.after_call.following.case import CardCase
from conversation.after_call.following.judge import Nearness
from conversation.after_call.following.sentence import sentences
from conversation.after_call.following.words.compiled import following_words
from evaluation.following.measure import table
from evaluation.following.pairs import HELD_OUT, TUNED, Pair, read_pairs
from services.encoder.sentence_model import SentenceModel


def encoded(pair: Pair, model: SentenceModel) -> Nearness:
    """How near the agent's sentences of a pair are to its card."""
    case: CardCase = pair.case
    words = following_words(pair.language)
    said = [s.text for turn in case.agent_turns for s in sentences(turn, words)]
    card = [case.headline, *case.questions]
    vectors = model.encode([*card, *said])
    near = vectors[len(card) :] @ vectors[: len(card)].T
    return {one: float(row.max()) for one, row in zip(said, near, strict=True)}


def main() -> None:
    """Write the tables of both files, by words alone and with the encoder."""
    model = SentenceModel()
    for path in (TUNED, HELD_OUT):
        pairs = read_pairs(path)
        near = {id(pair): encoded(pair, model) for pair in pairs}
        for title, by in (("words", None), ("words and encoder", near)):
            told = table(pairs, by)
            sys.stdout.write(f"\n{path.stem} ({len(pairs)}), {title}:\n\n{told}\n")


if __name__ == "__main__":
    main()
