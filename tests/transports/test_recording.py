import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from conversation.speech.speakers import Speaker
from transports.recording import recording
from transports.recording.sound_file import RecordingError

SCRIPT: dict[str, Any] = {
    "title": "A call",
    "language": "en",
    "duration_ms": 1000,
    "voices": {"customer": "a person"},
    "turns": [
        {
            "speaker": "customer",
            "start_ms": 100,
            "end_ms": 400,
            "text": "Hello, Maya.",
            "words": [
                {"word": "Hello,", "start_ms": 100, "end_ms": 250},
                {"word": "Maya.", "start_ms": 250, "end_ms": 400},
            ],
        }
    ],
}


def two_tones(rate: int) -> NDArray[np.float64]:
    """A second of 300 Hz at half scale on the left, and 500 Hz at a quarter on the right."""
    time = np.arange(rate) / rate
    left, right = np.sin(2 * np.pi * 300 * time) / 2, np.sin(2 * np.pi * 500 * time) / 4
    return np.stack([left, right], axis=1)


def frequency(samples: NDArray[np.int16]) -> int:
    """The strongest frequency of a second at 8 kHz, in Hz."""
    return int(np.abs(np.fft.rfft(samples)).argmax())


def test_left_is_the_customer_and_right_is_the_agent(tmp_path: Path) -> None:
    """Each party gets their own channel, sample for sample, when it is 16 bits at 8 kHz already."""
    stereo = np.array([[1, -1], [2, -2], [32767, -32768]], dtype=np.int16)
    soundfile.write(tmp_path / "call.wav", stereo, 8000)
    call = recording.load(tmp_path / "call.wav")
    assert call.tracks[Speaker.CUSTOMER].tolist() == [1, 2, 32767]
    assert call.tracks[Speaker.AGENT].tolist() == [-1, -2, -32768]
    assert call.script is None


def test_each_party_may_have_a_file(tmp_path: Path) -> None:
    """Of one channel, in any format; the shorter one is silent at its end."""
    customer, agent = tmp_path / "anna.flac", tmp_path / "ben.ogg"
    soundfile.write(customer, np.full(8000, 0.5), 8000)
    soundfile.write(agent, np.zeros(32_000), 16_000)
    call = recording.load(customer, agent)
    assert call.duration_ms == 2000
    assert call.tracks[Speaker.CUSTOMER][:8000].min() == 16384
    assert not call.tracks[Speaker.CUSTOMER][8000:].any()
    with pytest.raises(RecordingError, match=r"ben\.flac: no such file"):
        recording.load(customer, tmp_path / "ben.flac")
    soundfile.write(agent, np.zeros((8000, 2)), 8000)
    with pytest.raises(RecordingError, match=r"ben\.ogg: has 2 channels; a party's track has one"):
        recording.load(customer, agent)


@pytest.mark.parametrize("rate", [8000, 16000, 44100, 48000])
@pytest.mark.parametrize("subtype", ["PCM_16", "PCM_24", "FLOAT", "ULAW", "ALAW"])
def test_any_rate_and_encoding_becomes_8_khz(tmp_path: Path, rate: int, subtype: str) -> None:
    """The tones, their levels, their channels and the length survive the conversion."""
    soundfile.write(tmp_path / "call.wav", two_tones(rate), rate, subtype=subtype)
    call = recording.load(tmp_path / "call.wav")
    assert call.duration_ms == 1000
    assert [frequency(call.tracks[speaker]) for speaker in Speaker] == [300, 500]
    levels = [int(np.abs(call.tracks[speaker][800:-800]).max()) for speaker in Speaker]
    assert levels == pytest.approx([16384, 8192], rel=0.05)


def test_too_loud_floats_are_clipped(tmp_path: Path) -> None:
    """A float file beyond full scale stays at the limits instead of wrapping around."""
    soundfile.write(tmp_path / "call.wav", np.array([[2.0, -2.0]]), 8000, subtype="FLOAT")
    call = recording.load(tmp_path / "call.wav")
    assert [call.tracks[speaker].tolist() for speaker in Speaker] == [[32767], [-32768]]


def test_the_script_beside_it_is_read(tmp_path: Path) -> None:
    """`call.json` beside `call.wav` says who said which word when."""
    soundfile.write(tmp_path / "call.wav", two_tones(8000), 8000)
    (tmp_path / "call.json").write_text(json.dumps(SCRIPT))
    script = recording.load(tmp_path / "call.wav").script
    assert script is not None
    [turn] = script.spoken_by(Speaker.CUSTOMER)
    assert (turn.text, turn.words[1].word, turn.words[1].start_ms) == ("Hello, Maya.", "Maya.", 250)
    assert script.spoken_by(Speaker.AGENT) == []


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"text": "Hello."}, "turns.0: text is not the words joined"),
        ({"end_ms": 50}, "turns.0: ends at 50 ms, before its start at 100 ms"),
        ({"start_ms": -1}, "turns.0.start_ms: Input should be greater than or equal to 0"),
        ({"speaker": "boss"}, "turns.0.speaker: Input should be 'customer' or 'agent'"),
        ({"words": []}, "turns.0.words: List should have at least 1 item"),
        ({"mood": "good"}, "turns.0.mood: Extra inputs are not permitted"),
    ],
)
def test_a_script_that_is_malformed_is_named_in_one_line(
    tmp_path: Path, log: list[str], change: dict[str, Any], complaint: str
) -> None:
    """A wrong script keeps no recording from being heard; a line says where it is wrong."""
    soundfile.write(tmp_path / "call.wav", two_tones(8000), 8000)
    wrong = SCRIPT | {"turns": [SCRIPT["turns"][0] | change]}
    (tmp_path / "call.json").write_text(json.dumps(wrong))
    assert recording.load(tmp_path / "call.wav").script is None
    [line] = log
    assert line.startswith(f"{tmp_path / 'call.json'} is no script of this recording")
    assert complaint in line
    assert line.count("\n") == 1


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b'{"sid": "RE0", "channels": 2}', id="metadata"),
        pytest.param(b'[{"speaker": 0, "text": "hello"}]', id="another program's transcript"),
        pytest.param(b'"call"', id="a text"),
        pytest.param(b"", id="empty"),
        pytest.param(b"\xff\xfe{\x00", id="UTF-16"),
        pytest.param(b"[" * 5000, id="deep"),
    ],
)
def test_a_neighbours_json_is_ignored(tmp_path: Path, log: list[str], content: bytes) -> None:
    """Recorders keep their own notes beside a recording; a line says that they are not read."""
    soundfile.write(tmp_path / "call.wav", two_tones(8000), 8000)
    (tmp_path / "call.json").write_bytes(content)
    assert recording.load(tmp_path / "call.wav").duration_ms == 1000
    [line] = log
    assert "is ignored" in line


@pytest.mark.parametrize(
    ("channels", "complaint"), [(1, "has 1 channel; a two-party"), (4, "has 4 channels; a two")]
)
def test_anything_but_stereo_is_refused(tmp_path: Path, channels: int, complaint: str) -> None:
    """Nobody can tell who speaks in a file that isn't stereo, so it says what is expected."""
    soundfile.write(tmp_path / "call.wav", np.zeros((800, channels)), 8000)
    with pytest.raises(RecordingError, match=complaint):
        recording.load(tmp_path / "call.wav")


def test_an_unreadable_file_is_one_line(tmp_path: Path) -> None:
    """Missing, empty, silent of frames, a folder, or no sound at all: a line with the path."""
    (tmp_path / "text.wav").write_text("not a sound")
    (tmp_path / "nothing.wav").touch()
    soundfile.write(tmp_path / "short.wav", np.zeros((0, 2)), 8000)
    complaints = {
        "gone.wav": "no such file",
        "": "a folder or a device, and no file",
        "long" * 1000: "not a readable sound file (File name too long)",
        "text.wav": "not a readable sound file",
        "nothing.wav": "not a readable sound file",
        "short.wav": "holds no audio",
    }
    for name, complaint in complaints.items():
        with pytest.raises(RecordingError) as caught:
            recording.load(tmp_path / name)
        assert str(caught.value).startswith(f"{tmp_path / name}: {complaint}")
        assert "\n" not in str(caught.value)


def test_the_words_of_a_recording_that_is_played_again_are_later():
    """A script moved by some time says the same, each turn and word that much later."""
    script = recording.Script.model_validate(SCRIPT)
    assert script.later(0) is script
    moved = script.later(5000)
    assert moved.later(0) == moved != script
    pairs = list(zip(script.turns, moved.turns, strict=True))
    assert pairs
    for turn, later in pairs:
        assert (later.text, later.start_ms, later.end_ms) == (
            turn.text,
            turn.start_ms + 5000,
            turn.end_ms + 5000,
        )
        assert [w.end_ms - 5000 for w in later.words] == [w.end_ms for w in turn.words]
