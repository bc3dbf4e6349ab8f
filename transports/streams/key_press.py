"""Key press in a media stream: a key of a telephone, as a carrier tells it beside the audio."""

import re
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

_KEY = re.compile(r"[0-9A-D*#]")
Press = Callable[[str], Awaitable[None]]
"""Takes a key that was pressed."""


class KeyPress(NamedTuple):
    """A key that was pressed; no carrier says surely by whom."""

    key: str

    @classmethod
    def of(cls, told: Any) -> "KeyPress | None":
        """The press of a key, or of the `digit` of an object, if it is one."""
        key = told.get("digit") if isinstance(told, dict) else told
        return cls(key) if isinstance(key, str) and _KEY.fullmatch(key) else None


async def not_told(key: str) -> None:
    """Nobody wants to know of keys."""
