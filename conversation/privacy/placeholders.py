"""Placeholders: `[card 1]` and the like, the same one for the same value throughout a call."""

from collections.abc import Mapping
from copy import deepcopy

from conversation.privacy.kinds import PiiKind


class Placeholders:
    """Names each value by its kind and a number."""

    def __init__(self) -> None:
        self._known: dict[tuple[PiiKind, str], str] = {}
        self._counts: dict[PiiKind, int] = {}

    def name(self, kind: PiiKind, value: str) -> str:
        """The placeholder of a value, a new one if need be."""
        key = (kind, value)
        if key not in self._known:
            self._counts[kind] = self._counts.get(kind, 0) + 1
            self._known[key] = f"[{kind} {self._counts[kind]}]"
        return self._known[key]

    @property
    def counts(self) -> dict[PiiKind, int]:
        """How many values of each kind have a name."""
        return dict(self._counts)

    def go_on_after(self, counts: Mapping[PiiKind, int]) -> None:
        """Give the next values numbers beyond these: their values were known elsewhere."""
        for kind, count in counts.items():
            self._counts[kind] = max(count, self._counts.get(kind, 0))

    def draft(self) -> "Placeholders":
        """The same so far, for words that may change yet: what it names is not kept."""
        return deepcopy(self)
