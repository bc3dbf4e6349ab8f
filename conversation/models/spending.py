"""Model spending: the tokens and the cost of a call's requests, by asker, prompt and model."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from conversation.coaching.usage import Usage


@dataclass(frozen=True, slots=True)
class Spent:
    """The tokens and the cost of one request.

    Attributes:
        model: The model, as `provider:model`.
        specialist: Who asked.
        prompt: The id of the prompt; None where there is none.
        usage: The tokens, and their cost where a price is known.
        estimated: Whether they are counted by the length of the texts, as a request that is
            dropped is paid for, and its server tells nothing.
    """

    model: str
    specialist: str
    prompt: str | None
    usage: Usage
    estimated: bool = False


@dataclass(slots=True)
class Totals:
    """The figures of several requests together.

    Attributes:
        requests: How many.
        input: Tokens of the requests, the cached ones among them.
        cached: Those that the servers had in their caches.
        output: Tokens of the answers.
        estimated: How many of the requests are estimated.
        cost: USD; of those requests whose price is known.
        unpriced: How many of the requests have no known price.
    """

    requests: int = 0
    input: int = 0
    cached: int = 0
    output: int = 0
    estimated: int = 0
    cost: float = 0.0
    unpriced: int = 0

    def add(self, spent: Spent) -> None:
        """Take in another request."""
        usage = spent.usage
        self.requests += 1
        self.input += usage.input
        self.cached += usage.cached
        self.output += usage.output
        self.estimated += spent.estimated
        self.cost += usage.cost or 0.0
        self.unpriced += usage.cost is None

    def as_dict(self) -> dict[str, Any]:
        """The figures by name; the cost to a millionth of a dollar."""
        figures = {name: getattr(self, name) for name in self.__slots__}
        return figures | {"cost": round(self.cost, 6)}


class CallSpending:
    """The spending of one call.

    Attributes:
        total: Of all its requests.
    """

    def __init__(self) -> None:
        """Create the spending of a call that has taken nothing."""
        self.total = Totals()
        self._parts: dict[tuple[str, str | None, str], Totals] = {}

    def add(self, spent: Spent) -> None:
        """Take in a request."""
        self.total.add(spent)
        key = spent.specialist, spent.prompt, spent.model
        self._parts.setdefault(key, Totals()).add(spent)

    def recall(self, data: Mapping[str, Any]) -> None:
        """Go on from what an earlier stream of the call has taken, as `as_data` told it."""
        for part in data["by"]:
            figures = {name: part[name] for name in Totals.__slots__}
            key = part["specialist"], part["prompt"], part["model"]
            self._parts[key] = Totals(**figures)
        self.total = Totals(**{name: data[name] for name in Totals.__slots__})

    def as_data(self) -> dict[str, Any]:
        """The totals, and `by`: each part with its `specialist`, `prompt` and `model`."""
        parts = [
            {"specialist": specialist, "prompt": prompt, "model": model} | totals.as_dict()
            for (specialist, prompt, model), totals in self._parts.items()
        ]
        return self.total.as_dict() | {"by": parts}
