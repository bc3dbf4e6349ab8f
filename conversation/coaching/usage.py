"""Token usage: what one answer of a language model took."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Usage:
    """The tokens of one answer, as the model's server counts them.

    Attributes:
        model: The model that answered.
        input: Tokens of the request, the cached ones among them.
        cached: Tokens of the request that the server had in its cache.
        output: Tokens of the answer.
        written: Tokens of the request that the server has put into its cache, where it counts them.
        cost: The price in US dollars; None where none is known.
    """

    model: str
    input: int
    cached: int
    output: int
    written: int = 0
    cost: float | None = None

    def as_dict(self) -> dict[str, Any]:
        """The `usage` of `suggestion.final`; `cost` is null where no price is known."""
        return {
            "input": self.input,
            "cached": self.cached,
            "output": self.output,
            "cost": self.cost,
        }
