from pathlib import Path

import pytest

from bots import sample
from conversation.speech.speakers import Speaker
from examples.call_maker.script import ScriptLine, read
from examples.call_maker.speech import SpeechError

SAMPLE = Path(__file__).parents[2] / "examples" / "sample_call.yaml"
HEAD = "title: t\nvoices: {customer: {flite: {name: rms}}}\nturns:\n"


def write(folder: Path, text: str) -> Path:
    path = folder / "call.yaml"
    path.write_text(text)
    return path


def test_the_bundled_call_says_its_script() -> None:
    """The sample's transcript is, word for word, the script that it is made from."""
    spoken = [
        (line.speaker, " ".join(sentence for phrase in line.phrases for sentence in phrase))
        for line in read(SAMPLE).turns
    ]
    script = sample.recording().script
    assert script is not None
    assert [(turn.speaker, turn.text) for turn in script.turns] == spoken


def test_a_turn_is_cut_where_its_voice_pauses() -> None:
    """Three dots part phrases, a sentence's end parts sentences; a price's point does neither."""
    line = ScriptLine(agent="Well, we're ... we're fine. It is $1.50! Is it? Yes.")
    assert line.speaker is Speaker.AGENT
    assert line.phrases == [["Well, we're"], ["we're fine.", "It is $1.50!", "Is it?", "Yes."]]


def test_a_missing_voice_is_named(tmp_path: Path) -> None:
    """A party without a voice for the synthesiser in use says what to add."""
    script = read(write(tmp_path, HEAD + "- customer: Hello."))
    assert script.voice(Speaker.CUSTOMER, "flite").name == "rms"
    with pytest.raises(SpeechError, match=r"the script needs voices\.customer\.elevenlabs"):
        script.voice(Speaker.CUSTOMER, "elevenlabs")
    with pytest.raises(SpeechError, match=r"the script needs voices\.agent\.flite"):
        script.voice(Speaker.AGENT, "flite")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("turns: [", "not YAML"),
        ("\x00", "not YAML"),
        ("", "script: Input should be a valid dictionary"),
        (HEAD + "  []", "turns: List should have at least 1 item"),
        (HEAD + "- {}", "turns.0: a turn is either the customer's or the agent's"),
        (HEAD + "- {agent: a, customer: b}", "turns.0: a turn is either the customer's or"),
        (HEAD + "- {agent: '...'}", "turns.0.agent: String should match pattern"),
        (HEAD + "- {boss: Hello.}", "turns.0.boss: Extra inputs are not permitted"),
        (HEAD + "- {agent: Hello., after: 60}", "turns.0.after: Input should be less than"),
    ],
)
def test_a_malformed_script_is_one_line(tmp_path: Path, text: str, complaint: str) -> None:
    """What is wrong with a script is one line, with the file and the place in it."""
    path = write(tmp_path, text)
    with pytest.raises(SpeechError) as caught:
        read(path)
    message = str(caught.value)
    assert message.startswith(f"{path}: {complaint}")
    assert "\n" not in message


def test_a_missing_script_is_one_line(tmp_path: Path) -> None:
    """A path that leads nowhere, or to no text, is named."""
    with pytest.raises(SpeechError, match=r"gone\.yaml: can't be read"):
        read(tmp_path / "gone.yaml")
    (tmp_path / "call.yaml").write_bytes(b"\xff\xfe\xfa")
    with pytest.raises(SpeechError, match=r"call\.yaml: can't be read"):
        read(tmp_path / "call.yaml")
