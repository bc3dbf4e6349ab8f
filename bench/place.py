"""Where in the sample call the audio of a recogniser's socket is: by its bytes, exactly."""

from bench.looped_call import PCM_BYTES_A_MS, LoopedCall
from conversation.speech.speakers import Speaker

# So much audio is enough to be found in one place only; it is noise even where nobody speaks.
_SEARCHED_BYTES = 40 * PCM_BYTES_A_MS


class Place:
    """Finds one socket's audio in the looped call, and follows it.

    Attributes:
        speaker: Whose audio it is; None until it is found.
        start_ms: Where in the call the socket's first byte belongs.
        wrong_bytes: How much came that does not follow from what came before.
    """

    def __init__(self, call: LoopedCall):
        self.speaker: Speaker | None = None
        self.start_ms = 0
        self.wrong_bytes = 0
        self._call = call
        self._begin = b""
        self._received = 0

    @property
    def now_ms(self) -> float:
        """The end of the audio so far, counted from the call's first round."""
        return self.start_ms + self._received / PCM_BYTES_A_MS

    def hear(self, pcm: bytes) -> None:
        """Take the next audio."""
        if self.speaker is None:
            self._begin += pcm
            self._received += len(pcm)
            if len(self._begin) >= _SEARCHED_BYTES:
                self._search()
            return
        round_bytes = self._call.round_ms * PCM_BYTES_A_MS
        at = round(self.now_ms * PCM_BYTES_A_MS) % round_bytes
        if self._call.pcm[self.speaker][at : at + len(pcm)] != pcm:
            self.wrong_bytes += len(pcm)
        self._received += len(pcm)

    def _search(self) -> None:
        for speaker, pcm in self._call.pcm.items():
            at = pcm.find(self._begin)
            if at >= 0 and at % PCM_BYTES_A_MS == 0:
                self.speaker, self.start_ms = speaker, at // PCM_BYTES_A_MS
                self._begin = b""
                return
