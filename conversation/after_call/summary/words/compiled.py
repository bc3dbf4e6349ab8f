"""Summary words of a language, compiled once."""

from functools import cache

from conversation.after_call.summary.words.en import ENGLISH
from conversation.after_call.summary.words.es import SPANISH
from conversation.after_call.summary.words.fr import FRENCH
from conversation.after_call.summary.words.vocabulary import SummaryWords
from conversation.coaching.cues import Cues
from conversation.languages import base_of

_VOCABULARIES = {"en": ENGLISH, "fr": FRENCH, "es": SPANISH}

DICTATED = Cues([cue for words in _VOCABULARIES.values() for cue in words.dictated])
"""How somebody tells what a summary is to say, in whichever language."""


class SummaryCues:
    """A language's words, compiled; `summary_cues` keeps them.

    Attributes:
        words: The words as they are written.
        is_known: Whether they are the language's own, and not English for want of any.
    """

    def __init__(self, words: SummaryWords, *, is_known: bool) -> None:
        """Compile some words."""
        self.words = words
        self.is_known = is_known
        self.wants = Cues(words.wants)
        self.yes = Cues(words.yes)
        self.understands = Cues(words.understands)
        self.moves_on = Cues(words.moves_on)
        self.promising = Cues(words.promising)
        self.will = Cues(words.will)
        self.denied = Cues(words.denied)
        self.of_agent = Cues(words.of_agent)
        self.of_customer = Cues(words.of_customer)


@cache
def summary_cues(language: str) -> SummaryCues:
    """The words of a BCP-47 `language`; English ones where it has none."""
    base = base_of(language)
    return SummaryCues(_VOCABULARIES.get(base, ENGLISH), is_known=base in _VOCABULARIES)
