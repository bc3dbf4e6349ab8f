"""Muted source: what is heard of a stream before and after its call may be."""

from conversation.speech.speakers import Speaker
from transports.muted_source import MutedSource
from transports.source import ExpectedAudio, Feed


class Answers:
    """Whether a stream is heard, as it is asked: once a packet."""

    def __init__(self, *answers: bool) -> None:
        self._answers = list(answers)

    @property
    def heard(self) -> bool:
        return self._answers.pop(0)


class Stream:
    """A stream of three packets."""

    sample_rate = 16000
    expected_audio: ExpectedAudio | None = ExpectedAudio("L16 audio of 16000 Hz", "send both.")

    async def run(self, feed: Feed) -> str:
        for number in range(3):
            feed(Speaker.AGENT, 20 * number, b"\x01\x02")
        return "hangup"


async def test_silence_comes_in_place_of_what_may_not_be_heard() -> None:
    """Of the same length at the same times, so that the call's clock goes on."""
    heard = list[tuple[Speaker, int, bytes]]()
    source = MutedSource(Stream(), lambda: Answers(False, True, False))
    assert (source.sample_rate, source.expected_audio) == (16000, Stream.expected_audio)
    assert await source.run(lambda *packet: heard.append(packet)) == "hangup"
    pcm = (b"\0\0", b"\x01\x02", b"\0\0")
    assert heard == [(Speaker.AGENT, 20 * n, piece) for n, piece in enumerate(pcm)]
