"""Settings check finding: one line of `callshadow check`."""

from dataclasses import dataclass
from enum import StrEnum

from rich.markup import escape


class CheckState(StrEnum):
    """The state of a checked part."""

    OK = "ok"
    NONE = "none"
    MISSING = "missing"
    FAILED = "failed"
    UNKNOWN = "can't tell"


_COLOURS = {
    CheckState.OK: "green",
    CheckState.NONE: "yellow",
    CheckState.MISSING: "red",
    CheckState.FAILED: "red",
    CheckState.UNKNOWN: "yellow",
}


@dataclass(frozen=True, slots=True)
class CheckFinding:
    """The result of checking one part.

    Attributes:
        state: `MISSING` where it is not configured, `FAILED` where it is and does not work,
            `NONE` where the phone bot needs none.
        detail: What was found, and what to do about it.
        needed: Whether the phone bot can't run without it.
    """

    state: CheckState
    detail: str
    needed: bool = True

    @classmethod
    def probed(cls, detail: str, *, ok: bool, needed: bool = True) -> "CheckFinding":
        """What a probe of a part has found."""
        return cls(CheckState.OK if ok else CheckState.FAILED, detail, needed)

    @property
    def stops(self) -> bool:
        """Whether it keeps the phone bot from running."""
        return self.needed and self.state in (CheckState.MISSING, CheckState.FAILED)

    def line(self, what: str) -> str:
        """The line of a part, in rich's markup; further lines of the detail stand below it."""
        mark = f"[{_COLOURS[self.state]}]{self.state:<10}[/]"
        return f"{mark} {what:<20} {escape(self.detail)}"
