"""Command output: printed lines, and a quiet end where their reader has left."""

from datetime import UTC, datetime

from rich.console import Console


class Output(Console):
    """A console that ends its command as any other failure does when its reader leaves.

    rich would end the process in the middle of whatever runs: `callshadow demo | head`.
    """

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
