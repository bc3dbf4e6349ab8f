"""Voices with pauses: labelled calls as people of four kinds would speak them, word by word.

Where a thought is one is known, for each turn of a labelled call's customer is one. A voice puts
pauses into it: where a clause ends, behind words that leave it open, between letters and groups of
digits; and the agent listens aloud: "mhm" in a pause, "yeah" over the words. The same seed gives
the same calls.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from conversation.languages import base_of
from conversation.speech.speakers import Speaker
from evaluation.labels.labelled_call import LabelledCall, LabelledTurn, LabelledWord

_BACKCHANNELS = {"en": ("mhm", "okay"), "fr": ("d'accord", "oui"), "es": ("vale", "ajá")}
_DICTATED = {
    "en": (
        ("could you spell your last name for me", "k e r w i n", 1500),
        ("and your phone number please", "0 7 7 0 0 9 0 0 1 2 3", 900),
        ("what is it about", "i'm calling because about two weeks ago i bought a lamp", 0),
    ),
    "fr": (
        ("vous pouvez épeler votre nom s'il vous plaît", "k e r w i n", 1500),
        ("et votre numéro de téléphone", "zéro six douze trente-quatre cinquante-six vingt", 900),
        ("c'est à quel sujet", "je vous appelle parce que la lampe de la cuisine est cassée", 0),
    ),
    "es": (
        ("me puede deletrear su apellido por favor", "k e r w i n", 1500),
        ("y su número de teléfono", "seis uno dos tres cuatro cinco seis siete ocho", 900),
        ("en qué puedo ayudarle", "llamo porque la lámpara de la cocina está rota", 0),
    ),
}
_CONJUNCTIONS = frozenset(
    ["and", "but", "because", "so", "et", "mais", "parce", "donc", "y", "pero", "porque"]
)
_SHORT = 3
_DICTATES = 0.15
_GAP_MS, _WORD_MS, _LETTER_MS = 40, 120, 45


@dataclass(frozen=True, slots=True)
class Voice:
    """The pauses of a person.

    Attributes:
        name: What to call them.
        at_clauses: How often they pause at a mark, or before "and", "but", "because", 0 to 1.
        at_open: How often behind a word of one to three letters: "the", "to", "si".
        elsewhere: How often behind any other word.
        shortest_ms: Their shortest pause.
        longest_ms: Their longest pause; short ones are more frequent.
    """

    name: str
    at_clauses: float
    at_open: float
    elsewhere: float
    shortest_ms: int
    longest_ms: int

    def pause_ms(self, chance: random.Random) -> int:
        """The length of one pause."""
        ratio = self.longest_ms / self.shortest_ms
        return round(self.shortest_ms * ratio ** (chance.random() ** 1.3))


VOICES = (
    Voice("brisk", 0.2, 0.05, 0.005, 200, 700),
    Voice("even", 0.4, 0.15, 0.01, 300, 1500),
    Voice("thoughtful", 0.5, 0.3, 0.02, 600, 3500),
    Voice("hesitant", 0.6, 0.4, 0.03, 900, 5000),
)


def spoken(call: LabelledCall, voice: Voice, seed: int = 1) -> LabelledCall:
    """The call in that voice; at the end of some, a name and a number are dictated."""
    chance = random.Random(f"{seed}/{call.id}/{voice.name}")  # noqa: S311 - the same each time
    turns: list[LabelledTurn] = []
    late_ms = 0
    dictates = chance.random() < _DICTATES
    for turn in [*call.turns, *(_dictation(call) if dictates else ())]:
        begin = turn.start_ms + late_ms
        if turn.speaker is Speaker.AGENT:
            moved = {"start_ms": begin, "end_ms": turn.end_ms + late_ms, "words": []}
            turns.append(turn.model_copy(update=moved))
            continue
        between = 1500 if "dictated" in turn.kind else 0
        words = list(_words(turn, begin, voice, chance, between))
        end = words[-1].end_ms
        turns.append(turn.model_copy(update={"start_ms": begin, "end_ms": end, "words": words}))
        turns += _listening(words, call.language, chance)
        late_ms += max(0, end - (turn.end_ms + late_ms))
    name = f"{call.id}.{voice.name}"
    ordered = sorted(turns, key=lambda turn: turn.start_ms)
    return call.model_copy(update={"id": name, "turns": ordered})


def _words(
    turn: LabelledTurn, at_ms: int, voice: Voice, chance: random.Random, between_ms: int
) -> Iterator[LabelledWord]:
    texts = turn.text.split()
    for place, text in enumerate(texts, 1):
        end = at_ms + _WORD_MS + _LETTER_MS * len(text)
        yield LabelledWord(word=text, start_ms=at_ms, end_ms=end)
        at_ms = end + _GAP_MS
        is_bit = len(text) == 1 and text not in "aiyàoeu"
        if between_ms and (is_bit or text.isdigit() or chance.random() < 0.3):  # noqa: PLR2004
            at_ms += round(between_ms * chance.uniform(0.7, 1.3))
        elif place < len(texts) and chance.random() < _odds(text, texts[place], voice):
            at_ms += voice.pause_ms(chance)


def _odds(text: str, following: str, voice: Voice) -> float:
    if not text[-1].isalnum() or following in _CONJUNCTIONS:
        return voice.at_clauses
    return voice.at_open if len(text) <= _SHORT else voice.elsewhere


def _listening(
    words: list[LabelledWord], language: str, chance: random.Random
) -> Iterator[LabelledTurn]:
    """The agent's "mhm", in some of the long pauses, and now and then over the words."""
    known = _BACKCHANNELS.get(base_of(language), _BACKCHANNELS["en"])
    for word, following in pairwise(words):
        is_pause = following.start_ms - word.end_ms > 1200  # noqa: PLR2004
        if chance.random() < (0.3 if is_pause else 0.01):
            start = word.end_ms + (400 if is_pause else 0)
            yield LabelledTurn(
                speaker=Speaker.AGENT,
                start_ms=start,
                end_ms=start + 400,
                text=chance.choice(known),
                kind=["backchannel"],
            )


def _dictation(call: LabelledCall) -> Iterator[LabelledTurn]:
    at = max(turn.end_ms for turn in call.turns) + 800
    for asked, said, pause_ms in _DICTATED.get(base_of(call.language), _DICTATED["en"]):
        kind = ["dictated"] if pause_ms else []
        for speaker, text in ((Speaker.AGENT, asked), (Speaker.CUSTOMER, said)):
            end = at + 2000
            yield LabelledTurn(
                speaker=speaker, start_ms=at, end_ms=end, text=text, silent=True, kind=kind
            )
            at = end + 700
