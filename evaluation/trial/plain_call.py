"""Plain call: a text of lines that begin with `customer:` or `agent:`, as a call to be replayed.

customer: It's far too dear for us.
agent: What had you in mind?
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from conversation.speech.speakers import Speaker
from evaluation.labels.label_files import LabelError, LabelFile
from evaluation.labels.labelled_call import LabelledCall, LabelledTurn
from prompts.bundled import text_of
from prompts.mistake import Mistake, Place, PromptError

WORD_MS = 350
"""The time that a word takes: 170 of them a minute, as people talk on the phone."""
GAP_MS = 1000
"""The silence between two turns."""
_TURN = re.compile(rf"\s*({'|'.join(Speaker)})\s*:\s*(.*)", re.IGNORECASE)
_NOT_SAID = re.compile(r"\s*(#.*)?")


def read_plain_call(path: Path, language: str) -> LabelFile:
    """Read a call that nobody has labelled.

    A line that begins with no party goes on with what the line above says; an empty line, and one
    that begins with `#`, says nothing.

    Args:
        path: A text in UTF-8.
        language: BCP-47 tag of what is said.

    Raises:
        LabelError: It can't be read, or nothing is said in it by a party.
    """
    try:
        text = text_of(path)
    except PromptError as error:
        raise LabelError(error.message) from None
    said = list(_said(path, text))
    if not said:
        raise LabelError(f"{path}: nothing is said in it; a turn begins with customer: or agent:")
    call = LabelledCall(id=_id(path), language=language, turns=list(timed(said)))
    return LabelFile(path, text, call)


def _said(path: Path, text: str) -> Iterator[tuple[Speaker, str]]:
    speaker, words = None, ""
    for number, line in enumerate(text.splitlines(), 1):
        if _NOT_SAID.fullmatch(line):
            continue
        turn = _TURN.fullmatch(line)
        if turn:
            if speaker and words:
                yield speaker, words
            speaker, words = Speaker(turn[1].lower()), turn[2].strip()
        elif speaker is None:
            told = "a turn begins with customer: or agent:"
            raise LabelError.of(path, [Mistake(Place(number, 1), "", told)])
        else:
            words = f"{words} {line.strip()}".strip()
    if speaker and words:
        yield speaker, words


def timed(said: Iterable[tuple[Speaker, str]]) -> Iterator[LabelledTurn]:
    """Turns one after the other, as long as their words take."""
    start_ms = 0
    for speaker, text in said:
        end_ms = start_ms + WORD_MS * len(text.split())
        yield LabelledTurn(speaker=speaker, start_ms=start_ms, end_ms=end_ms, text=text)
        start_ms = end_ms + GAP_MS


def _id(path: Path) -> str:
    return re.sub(r"[^\w.-]", "_", path.stem) or "call"
