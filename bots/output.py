"""Command output: printed lines, and a quiet end where their reader has left."""

from datetime import UTC, datetime
from typing import Any

from rich.console import Console


class Output(Console):
    """A console that ends its command as any other failure does when its reader leaves.

    rich would end the process in the middle of whatever runs: `callshadow demo | head`. It would
    make an emoji of letters between colons, too: `COACH_MODELS=nobody:x: …`.
    """

    def __init__(self, **options: Any) -> None:
        """Print as rich does with these options, each character as it is."""
        super().__init__(emoji=False, **options)

    def on_broken_pipe(self) -> None:
        """Tell the command, and print no more.

        Raises:
            BrokenPipeError: Always.
        """
        self.quiet = True
        raise BrokenPipeError


def minute(at: datetime) -> str:
    """A time as lists have it: `2026-11-20 08:00Z`."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M}Z"
