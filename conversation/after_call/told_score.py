"""Scorecard of a call, as other systems are told of it: its total and its criteria."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

_TOTALS = ("total", "score", "overall")


@dataclass(frozen=True, slots=True)
class Score:
    """A scorecard.

    Attributes:
        total: 0 to 100; None where the event tells none.
        data: The data of the event.
    """

    total: float | None = None
    data: Mapping[str, Any] = field(default_factory=dict[str, Any])

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> "Score":
        """The scorecard of an event's data; a supervisor's value counts before the first one."""
        return cls(
            next(
                (found for name in _TOTALS if (found := _number(data.get(name))) is not None), None
            ),
            data,
        )


def _number(value: Any) -> float | None:
    """A number, or the corrected one of two that both stay."""
    if isinstance(value, Mapping):
        both = cast("Mapping[str, Any]", value)
        corrected = _number(both.get("corrected"))
        return corrected if corrected is not None else _number(both.get("value"))
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value)
