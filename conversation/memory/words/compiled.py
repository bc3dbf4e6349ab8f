"""Memory words of a language, compiled once."""

from functools import cache

from conversation.coaching.cues import Cues, ExceptedCues
from conversation.languages import base_of
from conversation.memory.words.en import ENGLISH
from conversation.memory.words.es import SPANISH
from conversation.memory.words.fr import FRENCH
from conversation.memory.words.vocabulary import MemoryVocabulary

_VOCABULARIES = {"en": ENGLISH, "fr": FRENCH, "es": SPANISH}


class MemoryWords:
    """A language's words, compiled; `memory_words` keeps what is compiled.

    Attributes:
        vocabulary: The words as they are written.
    """

    def __init__(self, vocabulary: MemoryVocabulary) -> None:
        """Compile a vocabulary."""
        self.vocabulary = vocabulary
        self.promises = ExceptedCues(vocabulary.promises, vocabulary.no_promises)
        self.questions = Cues(vocabulary.questions)
        self.smalltalk = Cues(vocabulary.smalltalk)
        self.deflections = Cues(vocabulary.deflections)
        self.settled = ExceptedCues(vocabulary.settled, vocabulary.unsettled)
        self.glad = ExceptedCues(vocabulary.glad, [*vocabulary.unless, *vocabulary.cross])
        self.cross = ExceptedCues(vocabulary.cross, vocabulary.unless)
        self.pains = Cues(vocabulary.pains)


@cache
def memory_words(language: str) -> MemoryWords | None:
    """The words of a BCP-47 `language`; None where they are not known."""
    vocabulary = _VOCABULARIES.get(base_of(language))
    return MemoryWords(vocabulary) if vocabulary else None
