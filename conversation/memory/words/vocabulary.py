"""Memory vocabulary: the words by which a language promises, asks, agrees and feels, as cues."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MemoryVocabulary:
    """The words of one language, as cues, but for `names` and `sellers`.

    Attributes:
        promises: Beginnings of what a party says that they will do: "I'll send".
        no_promises: Longer wordings around them that promise nothing: "I'll be honest".
        questions: Beginnings of a question in a turn without marks: "how much".
        smalltalk: Questions that nobody wants answered: "how are you".
        deflections: Answers that leave a question open: "let me check", "I don't know".
        settled: Words by which the customer takes an answer: "fair enough", "that works".
        unsettled: Wordings around them that take nothing: "that doesn't work".
        glad: Words of a good mood.
        cross: Words of a bad one.
        unless: Longer wordings around both that are no mood at all: "good morning".
        pains: Beginnings of what costs the customer time, money or nerves.
        paid: Words near a bare number that make it a price: "we pay ninety".
        introductions: Words just before a person's name: "my name is".
        origins: Words between a person's name and their company's: "from".
        titles: "Mr", "Mrs".
    """

    promises: list[str]
    no_promises: list[str]
    questions: list[str]
    smalltalk: list[str]
    deflections: list[str]
    settled: list[str]
    unsettled: list[str]
    glad: list[str]
    cross: list[str]
    unless: list[str]
    pains: list[str]
    paid: frozenset[str]
    introductions: tuple[str, ...]
    origins: frozenset[str]
    titles: frozenset[str]


def word_set(listed: str) -> frozenset[str]:
    """The words of a text, without case and diacritics as they are looked up."""
    return frozenset(listed.split())
