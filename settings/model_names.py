"""Model names: a provider and one of its models, as `COACH_MODELS` names them.

openai:gpt-4.1-mini,anthropic:claude-haiku-4-5,ollama:llama3.1:8b
"""

import re
from dataclasses import dataclass

from conversation.models.rates import Rates, parse_rates

_PROVIDER = re.compile(r"[a-z]+")
_EXAMPLE = "models as provider:model, the first choice first, between commas"


@dataclass(frozen=True, slots=True)
class ModelName:
    """One model of one provider.

    Attributes:
        provider: The provider's name: a row of `services.llm.providers`.
        model: The model, by the name that its server gives it; it may have colons of its own.
    """

    provider: str
    model: str

    def __str__(self) -> str:
        return f"{self.provider}:{self.model}"


def parse_chain(text: str) -> tuple[ModelName, ...]:
    """The models of a chain, in their order.

    Raises:
        ValueError: An entry is no `provider:model`, or stands there twice.
    """
    entries = [entry.strip() for entry in text.split(",")]
    chain = [parse_name(entry) for entry in entries if entry]
    if not chain:
        raise ValueError(_EXAMPLE)
    for name in chain:
        if chain.count(name) > 1:
            raise ValueError(f"{name} stands there twice")
    return tuple(chain)


def parse_rates_of(text: str) -> dict[ModelName, Rates]:
    """The rates of models, as `provider:model=input/output` between commas.

    Raises:
        ValueError: An entry is none.
    """
    found: dict[ModelName, Rates] = {}
    for entry in filter(None, map(str.strip, text.split(","))):
        name, _, rates = entry.rpartition("=")
        found[parse_name(name.strip())] = parse_rates(rates.strip())
    return found


def parse_name(entry: str) -> ModelName:
    """One model.

    Raises:
        ValueError: The entry is no `provider:model`.
    """
    provider, _, model = (part.strip() for part in entry.partition(":"))
    if not _PROVIDER.fullmatch(provider.lower()) or not model or ";" in model:
        raise ValueError(f"{_EXAMPLE}; {entry!r} is none")
    return ModelName(provider.lower(), model)
