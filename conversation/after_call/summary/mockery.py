"""Stance of a sentence that begins in mockery: "oh great, I'd love to pay double" wants nothing."""

from conversation.coaching.detection.stance_words.compiled import stance_words
from conversation.coaching.wording import Wording

_ENDS = (" . ", " ? ")


def is_mocked(wording: Wording, at: int, language: str) -> bool:
    """Whether mocking words stand before a place of a wording's line, in its sentence."""
    known = stance_words(language)
    if known is None:
        return False
    begin = max(wording.line.rfind(end, 0, at + 1) for end in _ENDS)
    return any(begin <= start < at for start, _ in known.ironic.spans(wording))
