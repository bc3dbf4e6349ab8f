"""Utterances written for the signal classifier: what customers say, a file for each language.

    [price_objection.price_objection]
    p that's a lot more than we have got for it
    i and my partner will want to see that figure, will she
    n no no the price is fine

A heading is a rule of the bundled playbooks and its signal, or `silence`. The marks: p says it
plainly, i means it, n only sounds like it, s deserves no advice.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from evaluation.utterances.dialogues import dialogue_files

FOLDER = Path(__file__).parent
_MEANT = frozenset("pi")


@dataclass(frozen=True, slots=True)
class Utterance:
    """A sentence or more that somebody says.

    Attributes:
        text: The words.
        meant: The rule and its signal, `id.signal`; None where it means none.
        before: The last sentence that the agent said before it; empty where that does not count.
    """

    text: str
    meant: str | None
    before: str = ""


def written() -> list[Utterance]:
    """All utterances that were written, by language, rule and line."""
    return [utterance for path in _files() for utterance in _read(path.read_text("utf-8"))]


def corpus_hash() -> str:
    """What the weights are known to be learnt from: these files, and the dialogues."""
    files = [*_files(), *dialogue_files()]
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


def _files() -> list[Path]:
    return sorted(FOLDER.glob("*.txt"))


def _read(text: str) -> Iterator[Utterance]:
    rule = ""
    for line in text.splitlines():
        if line.startswith("["):
            rule = line.strip("[]")
        elif line:
            yield Utterance(line[2:], rule if line[0] in _MEANT else None)
