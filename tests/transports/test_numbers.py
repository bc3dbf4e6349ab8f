"""Twilio numbers: a file that says what is so for the calls to each, or what is wrong with it."""

from pathlib import Path

import pytest

from conversation.speech.speakers import Speaker
from pipeline.phone_numbers import phone_numbers
from prompts.shelf import Shelf
from settings import SettingsError, load
from transports.twilio.numbers import NumberLine, read_numbers

GOOD = """
"+14155550111": {agent: "client:maria", agent_id: maria, language: es, playbook: support}
"+33187654321":
  notice: Cet appel est \u00e9cout\u00e9.
  inbound_role: agent
"""


def file(folder: Path, text: str) -> Path:
    path = folder / "numbers.yaml"
    path.write_text(text, "utf-8")
    return path


def test_a_number_says_what_is_so_for_its_calls(tmp_path: Path) -> None:
    """What it does not say is left to the settings."""
    numbers = read_numbers(file(tmp_path, GOOD))
    assert numbers["+14155550111"] == NumberLine(
        agent="client:maria", agent_id="maria", language="es", playbook="support"
    )
    french = numbers["+33187654321"]
    assert (french.inbound_role, french.agent, french.kind()) == (Speaker.AGENT, None, {})


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("'0612345678': {agent_id: maria}", "line 1: 0612345678: a phone number in E.164"),
        ("'+14155550111': {agent: Maria Lopez}", "line 1: +14155550111.agent: a phone number"),
        ("'+14155550111': {}\n'+14155550112':\n  colour: red", "line 3: +14155550112.colour: "),
        ("'+14155550111': {notice: 'http://x.example/n.mp3'}", "the https:// address of a sound"),
        ("'+14155550111': {inbound_role: boss}", "line 1: +14155550111.inbound_role"),
        ("'+14155550111': {language: french}", "+14155550111: the parameter language"),
        ("'+14155550111': {playbook: nonsense}", "+14155550111: the parameter playbook"),
        ("- a list", "a mapping is expected"),
        ("'+14155550111': {}\n'+14155550111': {}", "is there twice"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_in_one_line_with_its_place(
    tmp_path: Path, text: str, told: str
) -> None:
    """The setting, the file, the line and the field; it stops the start."""
    path = file(tmp_path, text)
    with pytest.raises(SettingsError) as error:
        phone_numbers(load(twilio_numbers=path), Shelf("sales", "en"))
    assert error.value.message.startswith(f"TWILIO_NUMBERS={path}: ")
    assert told in error.value.message
    assert "\n" not in error.value.message


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    """With what the system says."""
    with pytest.raises(SettingsError, match="No such file"):
        phone_numbers(load(twilio_numbers=tmp_path / "none.yaml"), Shelf("sales", "en"))
