"""Recogniser watch: whether a connection lives, keeps up, and has recovered.

| the connection | is told as |
|---|---|
| is tried for, and there is no answer for `UNANSWERED_S` | unreachable |
| has been sent speech, and tells no result for `PROBE_S` | asked for final words |
| … nor for `SILENT_S` | given up: another is made |
| owes missing words for `LATE_S`, or has not heard speech for `UNHEARD_S` | late |
| has not heard speech for `UNUSUAL_S`, and 1.6 times what is usual | late; no turn waits for it |
| has told nothing yet, not even of silence, and speech is there for `MUTE_S` | the same |
| has kept up for `STABLE_S`, and all is sent | recovered, with what was lost meanwhile |
| is away or slow, and there is no room for what is said | losing |
| is superseded, and for `QUIET_S` nothing was said or owed | left for a better one |
| told words after speech of which it told none, and all else is well | recovered, the same way |
"""

from conversation.events.payloads import Status
from pubsub.clock import now_s
from services.stt import connection_policy
from services.stt.audio_sender import AudioSender
from services.stt.health import SttHealth
from services.stt.kept_connection import KeptConnection

_LEAST_S = 0.01  # what is shorter may be less than the clock's resolution
_UNUSUAL = 1.6  # times what is usual
_UNANSWERED_S = connection_policy.UNANSWERED_S


class RecogniserWatch:
    """Looks at one party's recogniser, whenever `look` is called."""

    def __init__(self, sender: AudioSender, connection: KeptConnection, health: SttHealth):
        """Watch what is sent over the connection, and what comes of it."""
        self._sender = sender
        self._connection = connection
        self._health = health
        self._owed_at = 0.0  # when the party last spoke, or something was owed

    def look(self) -> Status | None:
        """Probe a mute connection, and give a dead one up; returns what is to be told, if anything.

        The probe waits to be sent.
        """
        if self._may_leave():
            self._connection.leave()
        mute_s = self._mute_s()
        if mute_s > connection_policy.SILENT_S:
            self._connection.give_up("tells nothing of what is said")
        elif mute_s > connection_policy.PROBE_S:
            self._sender.finalize.probe()
        losing = self._health.losing() if self._sender.buffer.lost_ms else None
        connection = self._connection.current
        if losing:
            return losing
        if connection is None:
            return self._health.unanswered() if self._tried_s() >= _UNANSWERED_S else None
        lacks_words = self._sender.asked_since() is not None or self._sender.lag.is_behind
        if lacks_words and (self._is_late() or self._is_unusual() or self._is_mute()):
            has_told = self._sender.heard_at is not None
            return self._health.late(has_told=has_told, is_odd=connection.unreadable > 0)
        steady = _passed_s(self._connection.opened_at) >= connection_policy.STABLE_S
        return self._recovered() if steady else None

    def next_look_s(self) -> float:
        """How long to wait before the next look: until a try is to be told, or for the usual."""
        left_s = _UNANSWERED_S - self._tried_s()
        usual_s = connection_policy.WATCH_S
        return min(usual_s, max(left_s, _LEAST_S)) if left_s > 0 else usual_s

    def is_behind(self) -> bool:
        """Whether what was said has yet to be heard: away, catching up, or late."""
        return not self._sender.caught_up or self._is_late()

    def end(self, *, timed_out: bool) -> Status | None:
        """The call is over; `timed_out`: what was owed did not come in time."""
        sender = self._sender
        if timed_out and sender.owes:
            return self._health.ended(sender.lost_ms + sender.unheard_ms())
        if self._connection.current:
            return self._health.recovered(sender.take_lost_ms())
        return self._health.ended(sender.lost_ms)

    def _tried_s(self) -> float:
        """For how long a connection is tried for; 0 where none is."""
        began = self._connection.tried_at
        return 0.0 if began is None else _passed_s(began)

    def _may_leave(self) -> bool:
        """Whether a better connection may be had, and this is between two turns."""
        finalize = self._sender.finalize
        if finalize.speaking or finalize.owes or self._sender.owes:
            self._owed_at = now_s()
        connection = self._connection.current
        superseded = connection and connection.owner and connection.owner.superseded
        return bool(superseded) and _passed_s(self._owed_at) >= connection_policy.QUIET_S

    def _mute_s(self) -> float:
        """For how long it has told no result, though it owes some, seconds."""
        owed_since = self._sender.owed_since()
        return 0.0 if owed_since is None else _passed_s(max(owed_since, self._sender.heard_at or 0))

    def _is_late(self) -> bool:
        asked_since, unheard_since = self._sender.asked_since(), self._sender.unheard_since()
        if asked_since is not None and _passed_s(asked_since) > connection_policy.LATE_S:
            return True
        return unheard_since is not None and _passed_s(unheard_since) > connection_policy.UNHEARD_S

    def _is_unusual(self) -> bool:
        """Whether it is silent where it used to tell interim words: as a lost connection is."""
        since, usual_s = self._sender.unheard_since(), self._sender.lag.usual_s
        if since is None or usual_s is None:
            return False
        return _passed_s(since) > max(connection_policy.UNUSUAL_S, _UNUSUAL * usual_s)

    def _is_mute(self) -> bool:
        """Whether it tells nothing, from its first word on, though it would tell of silence."""
        since, connection = self._sender.unheard_since(), self._connection.current
        if since is None or connection is None or self._sender.heard_at is not None:
            return False
        return connection.tells_silence and _passed_s(since) > connection_policy.MUTE_S

    def _recovered(self) -> Status | None:
        sender = self._sender
        keeps_up = sender.heard_at is not None and sender.answer_s <= connection_policy.LATE_S
        if not keeps_up or not sender.caught_up:
            return None
        return self._health.recovered(sender.take_lost_ms())


def _passed_s(since: float) -> float:
    return now_s() - since
