"""Recording source: both tracks of a recorded call, at the pace at which it was spoken."""

import asyncio

from conversation.speech.speakers import Speaker
from transports.audio.mulaw import RATE
from transports.recording.recording import Recording
from transports.source import ExpectedAudio, Feed

_PACKET_MS = 100


class RecordingSource:
    """A recording in real time: recognisers refuse audio that comes much faster."""

    sample_rate = RATE
    expected_audio: ExpectedAudio | None = None

    def __init__(self, recording: Recording) -> None:
        """Create the source of a recording."""
        self._recording = recording

    async def run(self, feed: Feed) -> str:
        """Play the recording to its end; then it is `finished`."""
        loop = asyncio.get_running_loop()
        start = loop.time()
        samples = RATE * _PACKET_MS // 1000
        for at_ms in range(0, self._recording.duration_ms, _PACKET_MS):
            await asyncio.sleep(max(0.0, start + at_ms / 1000 - loop.time()))
            first = at_ms * RATE // 1000
            for speaker in Speaker:
                packet = self._recording.tracks[speaker][first : first + samples]
                feed(speaker, at_ms, packet.astype("<i2").tobytes())
        return "finished"
