"""A text of `customer:` and `agent:` lines is a call that can be replayed."""

from pathlib import Path

import pytest

from conversation.speech.speakers import Speaker
from evaluation.labels.label_files import LabelError
from evaluation.trial.plain_call import GAP_MS, WORD_MS, read_plain_call


@pytest.fixture
def talk(tmp_path: Path) -> Path:
    """A text in a file."""
    return tmp_path / "a talk.txt"


def test_each_line_of_a_party_is_a_turn(talk: Path) -> None:
    """In whatever case; other lines go on with it, and comments and empty lines say nothing."""
    talk.write_text(
        "# at the desk\n\nagent: Good morning.\nCUSTOMER:  It's far too dear\n  for us: sorry.\n"
        "# they wait\ncustomer:\nAgent: Oh.\n",
        "utf-8",
    )
    call = read_plain_call(talk, "en").call
    assert [(turn.speaker, turn.text) for turn in call.turns] == [
        (Speaker.AGENT, "Good morning."),
        (Speaker.CUSTOMER, "It's far too dear for us: sorry."),
        (Speaker.AGENT, "Oh."),
    ]
    assert call.language == "en"


def test_turns_take_the_time_of_their_words(talk: Path) -> None:
    """With a silence between them, so that each is a turn of its own."""
    talk.write_text("agent: Good morning.\ncustomer: Hello.\n", "utf-8")
    first, second = read_plain_call(talk, "fr-CA").call.turns
    assert (first.start_ms, first.end_ms) == (0, 2 * WORD_MS)
    assert (second.start_ms, second.end_ms) == (2 * WORD_MS + GAP_MS, 3 * WORD_MS + GAP_MS)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "\nHello there\nagent: Hi\n",
            ", line 2, column 1: a turn begins with customer: or agent:",
        ),
        ("# nothing\n", ": nothing is said in it; a turn begins with customer: or agent:"),
        ("customer:\nagent: \n", ": nothing is said in it; a turn begins with customer: or agent:"),
    ],
)
def test_a_text_without_parties_is_refused(talk: Path, text: str, told: str) -> None:
    """With its line, and what is right."""
    talk.write_text(text, "utf-8")
    with pytest.raises(LabelError) as caught:
        read_plain_call(talk, "en")
    assert caught.value.message == f"{talk}{told}"


def test_a_file_that_can_not_be_read_is_told(talk: Path) -> None:
    """It is not there, or no text."""
    with pytest.raises(LabelError, match="No such file"):
        read_plain_call(talk, "en")
    talk.write_bytes(b"customer: \xff")
    with pytest.raises(LabelError, match="not UTF-8"):
        read_plain_call(talk, "en")
