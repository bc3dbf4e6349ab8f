"""A note in words for people, and when it is tried again."""

from conversation.after_call.note import note_of
from conversation.after_call.retries import MOST_TRIES, WAITS_S, wait_after
from conversation.after_call.sections import headline, note_text, sections
from tests.conversation.after_call.calls import CALL, SCORE, WHOLE, events


def test_a_note_in_words() -> None:
    """What the customer wants comes first, what was measured last."""
    note = note_of(CALL, events(*WHOLE), SCORE)
    assert headline(note) == "Call maria · 2:05 · To be followed up"
    titles = "What the customer wants, Agreed, Next step, Stage, Objections, Risks, Fields, Not met"
    assert ", ".join(one.title for one in sections(note)) == f"{titles}, Score, Talk"
    text = note_text(note)
    assert "Next step\n- Send the offer (2026-11-27)\n" in text
    assert "Objections\n- That is dear. → Ten percent less.\n" in text
    assert "Fields\n- Budget: 20000\n" in text
    assert "Score\n- 58\n" in text
    assert "Talk\n- Agent: 25 %\n- Customer: 75 %" in text


def test_a_note_of_facts_alone() -> None:
    """Without a summary there is what was measured."""
    assert note_text(note_of(CALL, events())).startswith("Call maria · 2:05\n\nTalk\n")
    assert note_text(note_of(CALL, [])) == "Call"


def test_a_note_in_the_language_of_the_call() -> None:
    """Its titles are in French, Spanish, or else in English."""
    for language, title, outcome in (
        ("fr-CA", "Temps de parole", "À relancer"),
        ("es", "Tiempo de palabra", "Por seguir"),
        ("de", "Talk", "To be followed up"),
    ):
        note = note_of(CALL, events(("status", {"language": language}), *WHOLE))
        assert sections(note)[-1].title == title
        assert headline(note).endswith(outcome)


def test_the_schedule_of_retries() -> None:
    """Longer each time, never sooner than is wanted, three days in all, and then it is over."""
    waits = [wait_after(tries) for tries in range(1, MOST_TRIES)]
    assert waits == sorted(WAITS_S)
    assert sum(WAITS_S) > 3 * 24 * 3600
    assert wait_after(1, wanted_s=60) == 60
    assert wait_after(3, wanted_s=60) == 1800
    assert wait_after(MOST_TRIES, wanted_s=60) is None
