"""Speculation: a model is asked before a turn is over, and what it wrote may still be good.

A recogniser tells a word only after it was spoken, and a model needs its time; whoever waits for
both after the last word is late by their sum. What was asked for at the last word but one comes
earlier by that word's length, and the last word seldom changes what the agent should do.
"""

import re
from enum import StrEnum

from conversation.coaching.wording import Wording


class Speculation(StrEnum):
    """The times at which a model may be asked.

    `OFF`: when the turn is over. `PAUSES`: where the customer falls silent on a complete sentence.
    `WORDS`: also with each new word of a turn that is long enough to be understood.
    """

    OFF = "off"
    PAUSES = "pauses"
    WORDS = "words"


FEWEST_WORDS = 8
"""With fewer, one more word may turn everything round."""

# "doesn't" is two words, the second of which is "t".
_DECISIVE = re.compile(
    r".*\d.*|no|not|never|nobody|none|nothing|neither|nor|cannot|without|t"
    r"|non|pas|jamais|rien|personne|aucune?|plus|sans|ni|guere"
    r"|zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w+ty|\w+th"
    r"|first|second|third|once|twice|half|quarter|double|(?:dozen|hundred|thousand)s?"
    r"|(?:million|billion|milliard)s?"
    r"|une?|deux|trois|quatre|cinq|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingts?"
    r"|trente|\w+ante|cents?|mille"
)


def same_words(one: str, other: str) -> bool:
    """Whether two texts differ in case and punctuation at most."""
    return Wording(one).words == Wording(other).words


def lacks_little(guessed: str, said: str) -> bool:
    """Whether advice on the words `guessed` may stand for `said`, which has one word more.

    It may not where the word more is a number, a negation or a name, or where there are fewer than
    `FEWEST_WORDS` without it. Whether it is a signal to the playbook, the playbook knows.
    """
    words, more = Wording(guessed).words, Wording(said).words
    if len(words) < FEWEST_WORDS or more[:-1] != words:
        return False
    letters = filter(str.isalpha, said.rsplit(maxsplit=1)[-1])
    is_name = next(letters, "").isupper()
    return not is_name and not _DECISIVE.fullmatch(more[-1])
