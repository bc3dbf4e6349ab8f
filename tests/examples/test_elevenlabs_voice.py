import base64
import importlib.util
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, ClassVar

import numpy as np
import pytest

from examples.call_maker.elevenlabs_voice import ElevenLabsVoice, timed_words
from examples.call_maker.speech import SpeechError, SpokenWord, Voice

INSTALLED = importlib.util.find_spec("elevenlabs") is not None
with_sdk = pytest.mark.skipif(not INSTALLED, reason="needs the extra: uv sync --extra voices")
TEXT = "Hi, you."


class ElevenLabsPeer(BaseHTTPRequestHandler):
    """Answers as the real `with-timestamps` endpoint does; each character takes 0.1 s."""

    asked: ClassVar[list[tuple[str, str | None, dict[str, Any]]]] = []

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.asked.append((self.path, self.headers["xi-api-key"], body))
        if "nobody" in self.path:
            self._answer(404, {"detail": {"status": "voice_not_found"}})
            return
        text = body["text"]
        pcm = np.full(1600 * len(text), 16384, "<i2").tobytes()
        alignment = {
            "characters": list(text),
            "character_start_times_seconds": [i / 10 for i in range(len(text))],
            "character_end_times_seconds": [(i + 1) / 10 for i in range(len(text))],
        }
        audio = base64.b64encode(pcm).decode()
        self._answer(200, {"audio_base64": audio, "alignment": alignment})

    def _answer(self, status: int, body: dict[str, Any]) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def peer() -> Iterator[str]:
    """The peer's address."""
    ElevenLabsPeer.asked.clear()
    with HTTPServer(("127.0.0.1", 0), ElevenLabsPeer) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_words_are_timed_by_their_characters() -> None:
    """A word, with its punctuation, lasts from its first character to its last."""
    text = "a, bb a"
    times = [float(i) for i in range(len(text) + 1)]
    assert timed_words(text, times[:-1], times[1:]) == [
        SpokenWord("a,", 0, 2),
        SpokenWord("bb", 3, 5),
        SpokenWord("a", 6, 7),
    ]


@with_sdk
def test_the_sdk_speaks_with_word_times(peer: str) -> None:
    """The real SDK asks for 16 kHz PCM with timestamps, in the voice and at the pace wanted."""
    speech = ElevenLabsVoice("key", peer).speak(TEXT, Voice(name="maya", pace=1.1))
    [(path, key, body)] = ElevenLabsPeer.asked
    assert path == "/v1/text-to-speech/maya/with-timestamps?output_format=pcm_16000"
    assert key == "key"
    assert (body["text"], body["voice_settings"]) == (TEXT, {"speed": 1.1})
    assert (speech.rate, speech.seconds) == (16000, pytest.approx(0.1 * len(TEXT)))
    assert speech.samples[0] == 0.5
    assert speech.words == [SpokenWord("Hi,", 0, 0.3), SpokenWord("you.", 0.4, 0.8)]


@with_sdk
def test_a_refusal_is_one_line(peer: str) -> None:
    """What ElevenLabs refuses, and a server that isn't there, name the voice and the cause."""
    with pytest.raises(SpeechError, match=r"^ElevenLabs can't speak as nobody: HTTP 404$"):
        ElevenLabsVoice("key", peer).speak(TEXT, Voice(name="nobody"))
    with pytest.raises(SpeechError, match=r"^ElevenLabs can't speak as maya: .+"):
        ElevenLabsVoice("key", "http://127.0.0.1:1").speak(TEXT, Voice(name="maya"))


@pytest.mark.skipif(INSTALLED, reason="the extra `voices` is installed")
def test_a_missing_sdk_says_what_to_type() -> None:
    """Without the extra, one line has the command that brings it."""
    with pytest.raises(SpeechError, match="type `uv sync --extra voices`"):
        ElevenLabsVoice("key")
