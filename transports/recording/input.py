"""Recording input: a recorded call, at the pace at which it was spoken."""

import asyncio

from conversation.speech.speakers import Speaker
from transports.audio.mulaw import RATE
from transports.call_input import CallInput, MakeFrontEnd
from transports.recording.recording import Recording

_PACKET_MS = 100


class RecordingInput(CallInput):
    """Both tracks of a recording, in real time: recognisers refuse audio that comes much faster.

    Ends with `finished`.
    """

    def __init__(self, recording: Recording, *, front_end: MakeFrontEnd):
        """Create the input of a recording."""
        super().__init__(front_end)
        self._recording = recording

    async def listen(self) -> str:
        """Play the recording to its end."""
        loop = asyncio.get_running_loop()
        start = loop.time()
        samples = RATE * _PACKET_MS // 1000
        for at_ms in range(0, self._recording.duration_ms, _PACKET_MS):
            await asyncio.sleep(max(0.0, start + at_ms / 1000 - loop.time()))
            if self._ended:
                break
            first = at_ms * RATE // 1000
            for speaker in Speaker:
                packet = self._recording.tracks[speaker][first : first + samples]
                self._front_end.feed(speaker, at_ms, packet.astype("<i2").tobytes())
        return "finished"
