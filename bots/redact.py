"""PII redaction trial, `callshadow redact try`: what would be hidden in a text, line by line.

$ callshadow redact try talk.txt
1  -               agent: And the number on the card?
2  card            customer: It's [card 1].
hidden: card 1; in 1 of 2 lines
"""

import argparse
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from conversation.errors import CallShadowError, ErrorCode
from conversation.privacy.kinds import PiiKind
from conversation.privacy.redaction import UNFINISHED, Redactor
from conversation.speech.speakers import Speaker
from settings import Settings
from settings.languages import default_of

STDIN = "-"
HELD = "held"
"""The column's word for `[…]`: what may be the beginning of something, at a turn's end."""
_PLACEHOLDER = re.compile(rf"\[({'|'.join(PiiKind)}) \d+\]|{re.escape(UNFINISHED)}")
_TURN = re.compile(rf"\s*({'|'.join(Speaker)})\s*:\s*", re.IGNORECASE)


class TextUnreadableError(CallShadowError):
    """The text can't be read; the message says why."""

    code = ErrorCode.TEXT_UNREADABLE


async def main(args: argparse.Namespace, settings: Settings) -> int:
    """Run the command; returns its exit code.

    Raises:
        TextUnreadableError: The file is not there, or is no text in UTF-8.
    """
    for line in report(_lines(args.file), settings):
        sys.stdout.write(line + "\n")
    return 0


def report(lines: Iterable[str], settings: Settings) -> Iterator[str]:
    """What is hidden in each line, by kind, with what is left of it; and at the end, how often.

    A line that begins with `customer:` or `agent:` is that party's turn, read behind what was said
    before it; any other is read by itself, as a note is.
    """
    redactor = Redactor(settings.redact, default_of(settings.coach_language))
    total: Counter[str] = Counter()
    number = touched = 0
    for number, line in enumerate(lines, 1):
        text = line.rstrip("\r\n")
        turn = _TURN.match(text)
        start = turn.end() if turn else 0
        speaker = Speaker(turn[1].lower()) if turn else None
        left = redactor.redact(text[start:], speaker)
        hidden = _kinds(left) - _kinds(text[start:])
        total += hidden
        touched += bool(hidden)
        yield f"{number:>4}  {', '.join(hidden) or '-':<14}  {text[:start]}{left}"
    counts = ", ".join(f"{kind} {count}" for kind, count in sorted(total.items())) or "nothing"
    yield f"hidden: {counts}; in {touched} of {number} lines"


def _kinds(text: str) -> Counter[str]:
    return Counter(found[1] or HELD for found in _PLACEHOLDER.finditer(text))


def _lines(file: str) -> Iterator[str]:
    try:
        if file == STDIN:
            sys.stdin.reconfigure(encoding="utf-8")  # pyright: ignore[reportAttributeAccessIssue]
            yield from sys.stdin
        else:
            with Path(file).open(encoding="utf-8") as lines:
                yield from lines
    except UnicodeDecodeError:
        raise TextUnreadableError(f"{file}: not a text in UTF-8") from None
    except OSError as error:
        raise TextUnreadableError(f"{file}: {error.strerror}") from None
