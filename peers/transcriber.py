"""When a recogniser says what it heard: interim results, spans, utterances, as Deepgram does."""

from peers.deepgram_wire import Options, Span, metadata, results
from peers.speech import BLOCK, BLOCK_MS, Ear, Word, is_loud, samples

SPAN_MS = 3000
"""Speech after which a span is closed though nobody paused."""


class Transcriber:
    """The recognition of one socket's audio. Every method returns the messages to send."""

    def __init__(self, ear: Ear, options: Options):
        self._ear = ear
        self._options = options
        self._rest = b""  # audio that does not fill a block yet
        self._position_ms = 0
        self._span_start_ms = 0
        self._words: list[Word] = []  # heard since the last final
        self._quiet_ms = 0
        self._utterance_open = False

    def hear(self, pcm: bytes) -> list[str]:
        """Take audio."""
        audio = self._rest + pcm
        size = 2 * BLOCK * self._options.step
        whole = len(audio) - len(audio) % size
        self._rest = audio[whole:]
        messages = []
        for at in range(0, whole, size):
            messages += self._hear_block(audio[at : at + size])
        return messages

    def finalize(self) -> list[str]:
        """Answer `Finalize`: what is left, or an empty transcript, marked `from_finalize`."""
        self._words += self._ear.flush()
        return [self._final(speech_final=True, from_finalize=True)]

    def close(self) -> list[str]:
        """Answer `CloseStream`: what is left, then the metadata."""
        self._words += self._ear.flush()
        last = [self._final(speech_final=True)] if self._words else []
        return [*last, metadata(self._position_ms)]

    def _hear_block(self, pcm: bytes) -> list[str]:
        block = samples(pcm)[:: self._options.step]
        self._position_ms += BLOCK_MS
        self._quiet_ms = 0 if is_loud(block) else self._quiet_ms + BLOCK_MS
        words = self._ear.hear(block)
        if words:
            self._words += words
            self._utterance_open = True
        if self._utterance_open and self._paused():
            return [self._final(speech_final=True)]
        if self._words and self._position_ms - self._words[0].start_ms >= SPAN_MS:
            return [self._final()]
        if words and self._options.interim:
            return [results(self._options, self._span(), is_final=False)]
        return []

    def _paused(self) -> bool:
        silence = self._options.endpointing_ms
        return silence is not None and self._quiet_ms >= max(silence, BLOCK_MS)

    def _span(self) -> Span:
        return Span(self._span_start_ms, self._position_ms, tuple(self._words))

    def _final(self, *, speech_final: bool = False, from_finalize: bool = False) -> str:
        message = results(
            self._options,
            self._span(),
            is_final=True,
            speech_final=speech_final,
            from_finalize=from_finalize,
        )
        self._span_start_ms, self._words = self._position_ms, []
        self._utterance_open = self._utterance_open and not speech_final
        return message
