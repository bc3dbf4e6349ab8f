"""Dialogues written for the signal classifier: calls, a file for each language.

    == support
    a Brackwater Heating, good morning.
    s Morning, it's about a service visit that I want to move.
    p bug.technical_problem It goes cold after a couple of minutes.
    i safety.safety_risk I've had a head all week, and there's that eggy whiff again.
    n That price gave me a heart attack nearly, no, it's fine, book it.

A heading is the playbook of a call. The marks: `a` is the agent; p says a rule's signal plainly and
i means it, n only sounds like one, s deserves no advice.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "calls"
_HELD_BACK = 10
"""One call of so many is not learnt from: by those the bars are chosen."""


@dataclass(frozen=True, slots=True)
class Said:
    """A turn of the customer.

    Attributes:
        before: What the agent said before it; empty where that is nothing.
        text: The words.
        meant: The rule and its signal, `id.signal`; None where the turn deserves no advice.
        is_hint: Whether it means the signal without saying it.
    """

    before: str
    text: str
    meant: str | None
    is_hint: bool


@dataclass(frozen=True, slots=True)
class Dialogue:
    """A call, as far as it is learnt from.

    Attributes:
        playbook: The playbook's name.
        language: The language.
        said: The customer's turns.
    """

    playbook: str
    language: str
    said: Sequence[Said]


def dialogues() -> list[Dialogue]:
    """The calls to learn from."""
    return [call for number, call in enumerate(_all()) if number % _HELD_BACK]


def held_back() -> list[Dialogue]:
    """The calls that are not learnt from."""
    return [call for number, call in enumerate(_all()) if not number % _HELD_BACK]


def dialogue_files() -> list[Path]:
    """The files, by language."""
    return sorted(FOLDER.glob("*.txt"))


def dialogues_of(path: Path) -> Iterator[Dialogue]:
    """The calls of a file."""
    for call in path.read_text("utf-8").split("== ")[1:]:
        playbook, *turns = call.splitlines()
        yield Dialogue(playbook, path.stem, list(_said(turns)))


def _all() -> Iterator[Dialogue]:
    for path in dialogue_files():
        yield from dialogues_of(path)


def _said(turns: Sequence[str]) -> Iterator[Said]:
    before = ""
    for turn in turns:
        mark, _, text = turn.partition(" ")
        if mark == "a":
            before = text
        elif mark in "pi":
            meant, _, text = text.partition(" ")
            yield Said(before, text, meant, is_hint=mark == "i")
        else:
            yield Said(before, text, None, is_hint=False)
