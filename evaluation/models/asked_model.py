"""Asked model: a language model that keeps count of what a call took of it."""

from typing import Protocol

from coach.ports import LanguageModel
from conversation.coaching.usage import Usage


class AskedModel(LanguageModel, Protocol):
    """A language model of one call.

    Attributes:
        requests: How often it was asked, dropped guesses among them.
        usages: What its answers took, where its server tells.
        first_s: For each answer, the seconds from the request to its first field.
        failed: How many requests had no answer.
    """

    requests: int
    usages: list[Usage]
    first_s: list[float]
    failed: int
