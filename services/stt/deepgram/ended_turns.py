"""Ended turns of Flux: a message of one that is over already, which came twice.

A turn is known by its number, or by where it ended; where a message says neither, by its words and
when they came (`last_final.py`).
"""

from services.stt.deepgram.last_final import LastFinal
from services.stt.deepgram.turn_info import TurnInfo


class EndedTurns:
    """The turns of one connection that are over."""

    def __init__(self) -> None:
        """None is."""
        self._last = LastFinal()
        self._ended: TurnInfo | None = None

    def has(self, info: TurnInfo, sent_ms: float) -> bool:
        """Whether the words of a message are told already; `sent_ms` of audio were sent by now."""
        if not info.transcript:
            return False
        if self._is_of_ended(info):
            return True
        if info.event != "EndOfTurn":
            self._last.others()
            return False
        place = info.turn_index, info.audio_window_end if info.is_placed else None
        known = place if place != (None, None) else None
        self._ended = info
        return self._last.is_doubled(info.transcript, known, sent_ms)

    def _is_of_ended(self, info: TurnInfo) -> bool:
        """Whether it is of the last turn that ended, by its number, and older than its end."""
        ended = self._ended
        if ended is None or info.turn_index is None or info.turn_index != ended.turn_index:
            return False
        is_later = info.is_placed and info.audio_window_end > ended.audio_window_end
        return not is_later and ended.transcript.startswith(info.transcript)
