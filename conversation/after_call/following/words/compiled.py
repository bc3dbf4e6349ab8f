"""Following words of a language, compiled once."""

from functools import cache

from conversation.after_call.following.words.en import ENGLISH
from conversation.after_call.following.words.es import SPANISH
from conversation.after_call.following.words.fr import FRENCH
from conversation.after_call.following.words.vocabulary import FollowingVocabulary
from conversation.coaching.cues import Cues
from conversation.coaching.wording import Wording
from conversation.languages import base_of

_VOCABULARIES = {"en": ENGLISH, "fr": FRENCH, "es": SPANISH}


class FollowingWords:
    """A language's words of following, compiled; `following_words` keeps what is compiled.

    Attributes:
        empty: Words without a content of their own.
    """

    owns: Cues
    thanks: Cues
    recaps: Cues
    offers: Cues
    promises: Cues
    gives_back: Cues
    brings_in: Cues
    argues: Cues
    refuses: Cues
    leaves: Cues
    hands_out: Cues
    asks: Cues

    def __init__(self, vocabulary: FollowingVocabulary) -> None:
        """Compile a vocabulary."""
        for name in FollowingVocabulary.__slots__:
            if name != "empty":
                setattr(self, name, Cues(getattr(vocabulary, name)))
        self.empty = frozenset(Wording(vocabulary.empty, sentences=False).words)


@cache
def following_words(language: str) -> FollowingWords | None:
    """The words of a BCP-47 `language`; None where they are not known."""
    vocabulary = _VOCABULARIES.get(base_of(language))
    return FollowingWords(vocabulary) if vocabulary else None
