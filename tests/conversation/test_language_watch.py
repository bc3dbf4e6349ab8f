"""When the first turns tell the language of a call, and which."""

from collections.abc import Collection, Mapping

import pytest

from conversation.speech.language_watch import LanguageWatch
from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn


def turn(words: int, word: str = "mot", language: str | None = None) -> Turn:
    return Turn("c1", Speaker.CUSTOMER, " ".join([word] * words), 0, 0, language)


def by_words(text: str, languages: Collection[str]) -> Mapping[str, float]:
    """So sure: `mot` is French, `palabra` Spanish, anything else either."""
    words = text.split()
    counts = {"fr": words.count("mot"), "es": words.count("palabra")}
    rest = len(words) - sum(counts.values())
    return {tag: (counts.get(tag, 0) + rest / len(languages)) / len(words) for tag in languages}


def watch(*languages: str) -> LanguageWatch:
    return LanguageWatch(by_words, languages or ("en", "fr", "es"))


@pytest.mark.parametrize(
    ("turns", "found"),
    [
        ([turn(9)], [None]),
        ([turn(9), turn(1)], [None, "fr"]),
        ([turn(5), turn(6, "palabra"), turn(48, "uh")], [None, None, None]),
        ([turn(5), turn(6, "palabra"), turn(49, "uh")], [None, None, "es"]),
        ([turn(7, language="es")], [None]),
        ([turn(8, language="es-419")], ["es"]),
        ([turn(4, language="es"), turn(4, language="fr")], [None, None]),
        ([turn(2, language="fr"), turn(8, language="es")], [None, "es"]),
        ([turn(9, language="pt")], [None]),
        ([turn(20, "uh", language="pt")], ["pt"]),
        ([turn(30, "[card 1]"), turn(9)], [None, None]),
        ([turn(0), turn(10, "palabra")], [None, "es"]),
    ],
)
def test_the_language_is_told_once_enough_is_sure(turns: list[Turn], found: list[str | None]):
    """By the recogniser after 8 words, by the letters after 10; what is hidden tells nothing."""
    listening = watch()
    assert [listening.hear(one) for one in turns] == found


def test_a_language_is_told_as_its_playbook_or_the_setting_writes_it():
    """The tag that was given last for it counts."""
    assert watch("en", "fr", "fr-CA").hear(turn(10)) == "fr-CA"
    assert watch("en", "fr-CA").hear(turn(8, language="fr-FR")) == "fr-CA"


def test_letters_tell_nothing_where_nothing_can_tell_them():
    """While the identifier loads, it says nothing, and the next turn is asked about all."""
    answers: list[Mapping[str, float]] = [{}, {"fr": 1.0}]
    listening = LanguageWatch(lambda *_: answers.pop(0), ["fr"])
    assert [listening.hear(turn(70)), listening.hear(turn(1))] == [None, "fr"]
