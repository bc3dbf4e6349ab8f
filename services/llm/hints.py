"""Hints: the settings to look at where a model's server fails; each provider has its own."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hints:
    """The names of settings, as the messages of errors have them.

    Attributes:
        key: Of the key.
        address: Of the address.
        model: Of the model.
        tail: The end of most addresses, as a remark.
    """

    key: str = "OPENAI_API_KEY"
    address: str = "OPENAI_BASE_URL"
    model: str = "COACH_MODEL"
    tail: str = " (most addresses end in /v1)"

    def put_into(self, text: str) -> str:
        """A message with the names in the place of `{key}`, `{address}`, `{model}`, `{tail}`."""
        return text.format(key=self.key, address=self.address, model=self.model, tail=self.tail)


OPENAI_HINTS = Hints()
