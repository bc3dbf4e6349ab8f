"""Answer finder: the JSON object that a model's text is about, whatever stands around it.

    where an object begins                     it is             shown while it grows, and final
    -----------------------------------------  ----------------  ------------------------------
    first thing in the text, or in a fence     the answer        yes, when it closes
    after a closing tag                        the answer        yes, when it closes
    after words of which no tag tells whether  a candidate       no; at the end, or once the
    they are thinking                                            reader has waited
    between tags                               a draft           no; at the end, if the tag is
                                                                 never closed

A closing tag drops all candidates before it: models whose opening tag is a part of the prompt send
the closing one alone.
"""

import re
from collections.abc import Callable
from enum import StrEnum
from typing import Any

from pydantic_core import from_json

from conversation.coaching.json_scanner import ObjectScanner
from conversation.coaching.thinking_tags import Tag, tag_at
from conversation.surrogates import without_halves

MAX_OBJECT_CHARS = 8192
_MAX_RESCANNED = 1_000_000

_MARK = re.compile(r"[{<\[◁]")
_BLANK = "\ufeff \t\r\n"
_NOTHING_SAID = re.compile(r"(?:(?:`{1,4}|~{3,4}) *+\w*+|json)?\s*+(?:\[\s*+)?", re.IGNORECASE)
_KEPT = 40  # characters of what stands before an object; more are words in any case

Fields = dict[str, Any]


class Ending(StrEnum):
    """The reasons why a finished text holds no answer."""

    EMPTY = "empty"  # nothing was said
    BROKEN_OFF = "broken_off"  # in the middle of an object, or of thinking
    NO_OBJECT = "no_object"
    OTHER_OBJECT = "other_object"  # there are objects, and none is an answer


class AnswerFinder:
    """Finds the answer in a text that comes in pieces; any pieces give the same one.

    Attributes:
        answer: The answer, once it is whole and certain.
        candidate: What is the answer if nothing more comes.
        too_long: Whether the answer is longer than an answer can be.
    """

    def __init__(self, fields_of: Callable[[Fields], Fields | None]):
        """Create the finder.

        Args:
            fields_of: The fields of the answer that an object is, or holds; None for any other.
        """
        self.answer: Fields | None = None
        self.candidate: Fields | None = None
        self.too_long: bool = False
        self._fields_of = fields_of
        self._text = ""  # what may be read again
        self._at: int = 0
        self._scanner: ObjectScanner | None = None
        self._start: int = 0  # of the scanner's object
        self._certain = False  # that object is the answer, if it is one at all
        self._before = ""  # what was said before the object
        self._after_thinking = False
        self._thinking = False
        self._objects = 0
        self._broke_off = False
        self._rescanned: int = 0
        self._read_chars: int = 0  # of the object, at the last look
        self._read_marks: int = 0

    def feed(self, piece: str) -> None:
        """Take the next piece of the text."""
        self._text += piece
        self._advance(over=False)
        kept = self._start if self._scanner else self._at
        self._text = self._text[kept:]
        self._at -= kept
        self._start -= kept

    def finish(self) -> Fields | Ending:
        """The answer of the text that is over, or why there is none."""
        self._advance(over=True)
        while self._scanner and not self.answer:
            self._broke_off = self._broke_off or self._certain
            self._reject()
            self._advance(over=True)
        if found := self.answer or self.candidate:
            return found
        if self._broke_off or self._thinking:
            return Ending.BROKEN_OFF
        if self._objects:
            return Ending.OTHER_OBJECT
        return Ending.EMPTY if _NOTHING_SAID.fullmatch(self._before) else Ending.NO_OBJECT

    def growing(self) -> tuple[Fields, bool] | None:
        """The answer as far as it is written, where it is certain and worth a new look.

        A look costs the length of what is written, so there is one for each 64th that it grows by:
        the whole costs no more than a multiple of its length. There is none while a string goes
        on, which nobody is shown half of.

        Returns:
            The fields, and whether the last one may go on.
        """
        scanner = self._scanner
        if not scanner or not self._certain:
            return None
        grown = self._at - self._start
        if (grown - self._read_chars) * 64 < grown or scanner.marks == self._read_marks:
            return None
        self._read_chars, self._read_marks = grown, scanner.marks
        try:
            raw = from_json(scanner.text, allow_partial="trailing-strings")
        except ValueError:
            return None
        return self._fields_of(raw) or raw, scanner.half_value

    def _advance(self, *, over: bool) -> None:
        while self._at < len(self._text) and not self.answer and not self.too_long:
            if self._scanner:
                self._scan(self._scanner)
            elif not self._seek(over=over):
                return

    def _seek(self, *, over: bool) -> bool:
        """Go to the next object or tag; False where the text ends before it can be told."""
        mark = _MARK.search(self._text, self._at)
        place = mark.start() if mark else len(self._text)
        self._say(self._text[self._at : place])
        self._at = place
        if not mark:
            return False
        if mark[0] == "{":
            self._scanner, self._start = ObjectScanner(), place
            self._read_chars = self._read_marks = 0
            said_nothing = bool(_NOTHING_SAID.fullmatch(self._before))
            self._certain = not self._thinking and (self._after_thinking or said_nothing)
            return True
        tag, end = tag_at(self._text, place)
        if tag is Tag.UNSURE and not over:
            return False
        self._at = end
        match tag:
            case Tag.OPENS:
                self._thinking = True
            case Tag.CLOSES:
                self._thinking, self._after_thinking, self.candidate = False, True, None
            case _:
                self._say(mark[0])
        return True

    def _scan(self, scanner: ObjectScanner) -> None:
        self._at = scanner.feed(self._text, self._at)
        if self._at - self._start > MAX_OBJECT_CHARS:
            self.too_long = self._certain
            scanner.broken = True
        if scanner.broken:
            self._reject()
        elif scanner.closed:
            self._scanner = None
            self._close(scanner.text)

    def _reject(self) -> None:
        """Take the object at hand for words, and read on behind its bracket."""
        self._rescanned += self._at - self._start
        self.too_long = self.too_long or self._rescanned > _MAX_RESCANNED
        self._scanner = None
        self._at = self._start + 1
        self._say("{")

    def _close(self, text: str) -> None:
        try:
            fields = self._fields_of(from_json(without_halves(text)))
        except ValueError:  # a number of too many digits, and the like
            self._say("{}")
            return
        self._objects += 1
        if fields is None:
            return
        if self._certain:
            self.answer = fields
        elif self._thinking or len(fields) > len(self.candidate or {}):
            self.candidate = fields

    def _say(self, words: str) -> None:
        if not self._thinking:
            self._before = (self._before + words).lstrip(_BLANK)[:_KEPT]
