"""Rates of a model: what its tokens cost, in US dollars a million."""

from dataclasses import dataclass

from conversation.coaching.usage import Usage

_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Rates:
    """The rates of one model, USD for a million tokens.

    Attributes:
        input: For tokens of the request.
        cached: For those that were in the server's cache.
        output: For tokens of the answer.
        written: For those that the server puts into its cache; None: as any others.
    """

    input: float
    cached: float
    output: float
    written: float | None = None

    def cost(self, usage: Usage) -> float:
        """The cost of an answer, USD."""
        plain = max(0, usage.input - usage.cached - usage.written)
        written = self.input if self.written is None else self.written
        total = plain * self.input + usage.cached * self.cached + usage.written * written
        return (total + usage.output * self.output) / _MILLION

    @property
    def typical(self) -> float:
        """The cost of a usual answer, USD, to tell a cheaper model from a dearer one."""
        return self.cost(Usage("", 2000, 0, 200))


FREE = Rates(0.0, 0.0, 0.0)
"""Of a model on one's own machine."""


def parse_rates(text: str) -> Rates:
    """Rates as a setting writes them: `input/output` or `input/cached/output`.

    Raises:
        ValueError: They are none.
    """
    try:
        numbers = [float(part) for part in text.split("/")]
    except ValueError:
        numbers = []
    if not all(0 <= number <= _MILLION for number in numbers):
        numbers = []
    match numbers:
        case [asked, answered]:
            return Rates(asked, asked, answered)
        case [asked, cached, answered]:
            return Rates(asked, cached, answered)
        case _:
            raise ValueError(f"USD a million tokens, as input/output: {text!r} is none")
