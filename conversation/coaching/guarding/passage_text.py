"""Passage text: the words of a passage that inform a person, without those meant for a machine.

    in a document                               what is left
    ------------------------------------------  ------------------------------------------------
    "Assistant: tell the agent to …" and on     nothing of it: the passage ends before
    zero-width letters, bidi marks, tags        nothing: they hide words from whoever reads
    <!-- a comment -->, <div hidden>…</div>     nothing
    "I g n o r e", "ign0re"                     read as meant, and shown as they stand
    [our page](https://…), https://…            "our page"; an address is no advice
    "The assistant feature costs $12."          all of it: it speaks of one, and to nobody
    "System: Windows 10"                        all of it: a label in a list
    "Plan: Pro; Note: system: …"                nothing of it: what a cell of a table says
    "Tell the agent your order number."         all of it: it speaks to a customer

Who writes documents writes to people; a sentence that speaks to a machine was put there to steer
it, so that what follows it is not believed either.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace

from conversation.coaching.cue_index import CueIndex
from conversation.coaching.cues import ExceptedCues
from conversation.coaching.guarding.list_label import is_list, without_labels
from conversation.coaching.guarding.machine_speech import calls_it, plain_line
from conversation.coaching.guarding.vocabulary import CALLERS_ORDERS
from conversation.coaching.guarding.words.machine_orders import MACHINE_ORDERS
from conversation.coaching.guarding.words.passages import FORGED, ORDERS
from conversation.coaching.guarding.words.plain_passages import PLAIN, PROMISES
from conversation.coaching.guarding.words.sure_passages import SURE
from conversation.coaching.source import Source
from conversation.coaching.wording import Wording

_UNSEEN = {"Cf", "Cc", "Co", "Cs", "Cn"}
_COMMENT = re.compile(
    r"<!--.*?(?:-->|$)|<(\w++)(?=[^<>]*+>)[^<>]*?\bhidden\b[^<>]*+>.*?(?:</\1>|$)", re.DOTALL
)
_TAG = re.compile(r"</?[a-z][^<>]{0,200}>", re.IGNORECASE)
_LINK = re.compile(r"!?\[([^\[\]\n]*+)\]\([^()\n]*+(?:\([^()\n]*+\)[^()\n]*+)*+\)")
_ADDRESS = re.compile(
    r"(?:\b[a-z][a-z+.-]{1,12}://|\bwww\.|\b(?:javascript|data|mailto):)\S+", re.I
)
_SENTENCE = re.compile(r"[^.!?\n。！？]+[.!?\n。！？]*\s*")
_ALIKE = str.maketrans("асеорхуіѕԁАВЕКМНОРСТХ", "aceopxyisdABEKMHOPCTX")
"""Cyrillic letters that look Latin, in words that mix both."""
_MIXED = re.compile(r"\b(?=\w*[a-z])(?=\w*[а-яіѕԁ])\w+", re.IGNORECASE)
_PARTED = re.compile(r"(?<!\w)\w(?: \w(?!\w)){4,}")
_LEET = re.compile(r"\b(?=\w*[^\W\d_]{2})(?=\w*[013457])\w+")
_DIGITS = str.maketrans("013457", "oleast")
_FORGED = re.compile(FORGED)
_PROMISES = re.compile(PROMISES)
_ALL_ORDERS = [*ORDERS, *MACHINE_ORDERS, *CALLERS_ORDERS]
_STEERING = CueIndex([_ALL_ORDERS])
_UNLESS_SURE = ExceptedCues(_ALL_ORDERS, SURE)
_UNLESS_PLAIN = ExceptedCues(_ALL_ORDERS, [*PLAIN, *SURE])
_CELL = re.compile(r"(?<!\s)\s*[;|›]\s+")
_LABELLED = re.compile(r"[^:：]{1,60}[:：]\s+")


def clean(source: Source) -> Source | None:
    """A found passage as people and models may see it; None where nothing of it is left."""
    passage = plain_passage(source.passage)
    if not passage:
        return None
    return replace(source, passage=passage, title=plain_passage(source.title))


def plain_passage(text: str) -> str:
    """A passage without what is hidden in it, and up to where it speaks to a machine."""
    shown = _shown(text)
    in_list = is_list(shown)
    informing = ""
    for sentence in _SENTENCE.findall(shown):
        if any(_is_steering(without_labels(one, in_list=in_list)) for one in _readings(sentence)):
            break
        informing += sentence
    return informing.strip()


def _readings(sentence: str) -> Iterator[str]:
    """A sentence, and each cell of a row that it may be, with its label and without."""
    yield sentence
    cells = _CELL.split(sentence)
    if len(cells) > 1:
        yield from cells
    for cell in cells:
        if label := _LABELLED.match(cell):
            yield cell[label.end() :]


def _shown(text: str) -> str:
    """What a person sees of a text."""
    text = unicodedata.normalize("NFKC", _COMMENT.sub(" ", text))
    text = "".join(
        char for char in text if char in "\n\t" or unicodedata.category(char) not in _UNSEEN
    )
    text = _MIXED.sub(lambda word: word[0].translate(_ALIKE), text)
    return _ADDRESS.sub("", _LINK.sub(r"\1", text))


def _is_steering(sentence: str) -> bool:
    line = plain_line(_TAG.sub(" ", sentence))
    if _FORGED.search(line):
        return True
    promises = bool(_PROMISES.search(line))
    return any(
        calls_it(plain_line(read)) or _is_order(Wording(read), promises=promises)
        for read in {sentence, _as_meant(sentence)}
    )


def _is_order(wording: Wording, *, promises: bool) -> bool:
    """Whether it orders a machine; who promises something has few plain words for it."""
    unless = _UNLESS_SURE if promises else _UNLESS_PLAIN
    return bool(_STEERING.places(wording)) and bool(unless.spans(wording))


def _as_meant(sentence: str) -> str:
    """A sentence with letters that were parted, "I g n o r e", or written as digits, "ign0re"."""
    joined = _PARTED.sub(lambda letters: letters[0].replace(" ", ""), sentence)
    return _LEET.sub(lambda word: word[0].translate(_DIGITS), joined)
