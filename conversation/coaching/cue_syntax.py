"""Cue syntax: what a cue asks for, in words that a person reads aloud.

    too expensive            these words, one after the other
    (cost|charge) me         one of several wordings
    [really] interested      words that may be missing
    expens*                  any word that begins so
    how ... cost             up to four words in between, in the same sentence
    # (percent|%)            a number in digits; % € $ £ are words
    ?                        the sentence is a question

Case, diacritics, punctuation and hesitations don't count; an apostrophe or a hyphen may be missing.
"""

import re
from collections.abc import Callable
from functools import lru_cache

from conversation.coaching.cue_parser import MAX_REMEMBERED, Alternatives, understood
from conversation.coaching.wording import folded

MAX_GAP = 4
_GAP = rf"(?: (?![.?] )[^ ]+){{0,{MAX_GAP}}}?"
MAX_LINES = 1000
ANY_WORD = "zq"
_Write = Callable[[str], list[str]]
_Join = Callable[[list[str], list[str], bool], list[str]]


@lru_cache(MAX_REMEMBERED)
def patterns(cue: str) -> tuple[str, ...]:
    """Regular expressions over `Wording.line`: where one of them matches, the cue is found.

    Each begins with the letters of a word, and not with a group: `re` then passes over it at a
    glance wherever another word stands, which is what makes a playbook fast.

    Raises:
        CueError: The cue can't be understood.
    """
    return tuple(read(cue, _patterns_of, _followed))


@lru_cache(MAX_REMEMBERED)
def compiled(wanted: tuple[str, ...]) -> re.Pattern[str]:
    """What finds the first of some patterns in a `Wording.line`; without any, it finds nothing.

    Playbooks of one family share most of their cues, and each is compiled once for all of them.
    """
    return re.compile(f"(?:{'|'.join(wanted)})(?= )" if wanted else r"(?!)")


def pattern_of(cue: str) -> re.Pattern[str]:
    """What finds one cue in a `Wording.line`, as `patterns` do, compiled in a fraction of the time.

    It is slower in a line that does not have the cue's rarest words, where nobody needs to look.

    Raises:
        CueError: The cue can't be understood.
    """
    return re.compile(f"(?:{'|'.join(read(cue, _patterns_of, _grouped))})(?= )")


def read(cue: str, write: _Write, join: _Join) -> list[str]:
    """What `write`, of a word, and `join`, of two wordings, make of each alternative of a cue.

    Raises:
        CueError: The cue can't be understood.
    """
    return _written(understood(cue), write, join)


def lines(cue: str) -> list[str]:
    """Lines, each as `Wording.line`, that are just what the cue asks for, in each of its wordings.

    What any word may stand for is `ANY_WORD`. Of a cue with more than `MAX_LINES` wordings these
    are as many, from all over it.

    Raises:
        CueError: The cue can't be understood.
    """
    return [f"{line} " for line in read(cue, _lines_of, _each_followed)]


def _written(alternatives: Alternatives, write: _Write, join: _Join) -> list[str]:
    found: list[str] = []
    for sequence in alternatives:
        wordings = [""]
        for part in sequence:
            if isinstance(part, str):
                wordings = join(wordings, write(part), False)
            else:
                inner = _written(part.alternatives, write, join)
                wordings = join(wordings, inner, part.optional)
        found += wordings
    return found


def _followed(wordings: list[str], by: list[str], optional: bool) -> list[str]:
    """Each of `wordings` with one of `by` behind it; an empty one becomes all of `by`."""
    group = _group(by, optional)
    result: list[str] = []
    for wording in wordings:
        result += [wording + group] if wording else [*by, *([""] if optional else [])]
    return result


def _grouped(wordings: list[str], by: list[str], optional: bool) -> list[str]:
    """Each of `wordings` with one of `by` behind it, in as few letters as can be."""
    group = _group(by, optional)
    return [wording + group for wording in wordings]


def _group(by: list[str], optional: bool) -> str:
    group = by[0] if len(by) == 1 and not optional else f"(?:{'|'.join(by)})"
    return group + ("?" if optional else "")


def _each_followed(lines: list[str], by: list[str], optional: bool) -> list[str]:
    found = [line + other for line in lines for other in ([*by, ""] if optional else by)]
    count = min(len(found), MAX_LINES)
    return [found[at * len(found) // count] for at in range(count)]


@lru_cache(MAX_REMEMBERED)
def _patterns_of(part: str) -> list[str]:
    if part == "...":
        return [_GAP]
    if part == "#":
        return [r" [0-9][^ ]*"]
    if part == "?":
        return [r" \?"]
    word = " ?".join(map(re.escape, _pieces(part)))
    return [f" {word}[^ ]*" if part.endswith("*") else f" {word}"]


def _lines_of(part: str) -> list[str]:
    if part == "...":
        return ["", f" {ANY_WORD}" * MAX_GAP]
    if part == "#":
        return [" 7", " 7" + ANY_WORD]
    word = " " + " ".join(_pieces(part))
    return [word, word + ANY_WORD] if part.endswith("*") else [word]


def _pieces(part: str) -> list[str]:
    """The words that an apostrophe or a hyphen parts."""
    return [folded(piece) for piece in re.split(r"['’-]", part.removesuffix("*")) if piece]
