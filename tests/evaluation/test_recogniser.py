"""The scripted recogniser answers a pause as a vendor's does, in the turns of a whole branch."""

from conversation.events.event import EventType
from evaluation.replay.recogniser import _known
from tests.evaluation.replays import replayed
from tests.evaluation.stage import customer, labelled


def turn_times(*turns: dict) -> list[tuple[str, int]]:
    """The text of each turn, and how long after its end it was told."""
    events = replayed(labelled(*turns))
    finals = [event for event in events if event.type is EventType.TURN_FINAL]
    return [(event.data["text"], event.at_ms - event.data["end_ms"]) for event in finals]


def test_a_sentence_is_a_turn_at_its_pause() -> None:
    """Its words are asked for in the first 100 ms of silence, and are there at the pause."""
    [(text, after_ms)] = turn_times(customer("I am fine, thank you."))
    assert text == "I am fine, thank you."
    assert after_ms == 250


def test_words_that_are_no_sentence_are_a_turn_after_a_long_silence() -> None:
    """As in every call: nobody knows yet whether they go on."""
    [(text, after_ms)] = turn_times(customer("i am fine because"))
    assert text == "i am fine because"
    assert after_ms >= 900


def test_words_after_a_pause_belong_to_the_same_turn() -> None:
    """None is lost, none comes twice."""
    words = [
        {"word": word, "start_ms": at * 600, "end_ms": at * 600 + 200}
        for at, word in enumerate(["we", "pay", "too", "much."])
    ]
    told = turn_times(customer("we pay too much.", start_ms=0, end_ms=2000, words=words))
    assert [text for text, _ in told] == ["we pay too much."]


def test_a_language_is_known_by_pipecats_name_or_not_at_all() -> None:
    """A country that Pipecat does not have leaves the language; an unknown one, nothing."""
    assert _known("fr-CA") == "fr-CA"
    assert _known("fr-ZZ") == "fr"
    assert _known("xx") is None
