"""Source: a passage of what the company knows, found for a turn, that a card may rest on."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

UNLIKELY = 0.4
"""Of what answers less likely, the first passage is wrong nine times in ten."""


@dataclass(frozen=True, slots=True)
class Source:
    """A passage that was found.

    Attributes:
        passage_id: By which a model names it, and feedback finds it again.
        title: Of the document, and of the headings above the passage.
        address: Where a person can read the whole of it: a path or a URL.
        passage: Its text, a few hundred characters.
        score: How likely it answers what was asked, 0 to 1, calibrated.
        is_outside: Whether it comes from the web, and nobody at the company wrote it.
        is_call: Whether it is of a past call.
    """

    passage_id: str
    title: str
    address: str
    passage: str
    score: float
    is_outside: bool = False
    is_call: bool = False

    @property
    def kind(self) -> str:
        """What it is: `document`, `web` or `call`."""
        return "call" if self.is_call else "web" if self.is_outside else "document"

    def as_data(self) -> dict[str, Any]:
        """What a card says of it, as `SourceData`: of a past call its page, and no word of it."""
        return {
            "id": self.passage_id,
            "title": self.title,
            "address": self.address,
            "passage": "" if self.is_call else self.passage,
            "score": round(self.score, 3),
            "outside": self.is_outside,
            "kind": self.kind,
        }


def is_likely(found: Iterable[Source]) -> bool:
    """Whether any of what was found is likely to answer; else there is a gap."""
    return any(one.score >= UNLIKELY for one in found)
