"""Picture of a live call: what its events say of it so far, as far as the wall shows it.

It is built of the durable events alone, and is then nearly whole; the passing ones tell who speaks
right now.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from conversation.coaching.obligation import Must, ObligationState
from conversation.events.call_parameters import AGENT_ID, TEAM
from conversation.events.event import CallEvent, EventType
from conversation.memory.mood import Sentiment
from conversation.wall.cards import LiveCards
from conversation.wall.quiet import SPEECH, Quiet
from conversation.wall.risk import Risk, risk_of
from conversation.wall.situation import Duty, Situation

_CLOSING = "closing"


class CallPicture:
    """One call; for one event loop.

    Attributes:
        call_id: The call.
        seq: The number of the last durable event that it knows.
        started_at: When its first stream began; None before that.
        ended_at: When its last stream ended; None while it goes on.
        agent_id: Whose it is.
        source: How it came in.
        parameters: What the last stream said of it.
        names: What the parties are called, by their role.
        playbook: `name` and `title` of the playbook by which it is coached.
        language: BCP-47 tag; None where it is not known.
        sentiment: How the customer feels.
        duties: The obligations by their ids.
        closing: How near the customer is to a yes, 0 to 100.
        cards: The cards and what became of them.
        alerts: The last `alert.raised` of each alert, by its id, the newest last.
        signals: When each signal, or rule, was heard last.
        quiet: Since when nobody speaks.
    """

    def __init__(self, call_id: str) -> None:
        """Begin with nothing known."""
        self.call_id = call_id
        self.seq = 0
        self.started_at: datetime | None = None
        self.ended_at: datetime | None = None
        self.agent_id: str | None = None
        self.source = ""
        self.parameters: Mapping[str, Any] = {}
        self.names: dict[str, str] = {}
        self.playbook: Mapping[str, Any] = {}
        self.language: str | None = None
        self.sentiment: Sentiment | None = None
        self.duties: dict[str, Duty] = {}
        self.closing: int | None = None
        self.cards = LiveCards()
        self.alerts: dict[str, CallEvent] = {}
        self.signals: dict[str, datetime] = {}
        self.quiet = Quiet()
        self._said_ms = 0
        self._handlers = {
            EventType.CALL_STARTED: self._start,
            EventType.CALL_TRANSFERRED: self._transfer,
            EventType.CALL_ENDED: self._end,
            EventType.STATUS: self._describe,
            EventType.MEMORY_UPDATED: self._remember,
            EventType.OBLIGATION_UPDATED: self._duty,
            EventType.INSIGHT_UPDATED: self._insight,
            EventType.ALERT_RAISED: self._alert,
            EventType.SUGGESTION_SUPPRESSED: self._silence,
            EventType.TURN_FINAL: self._say,
            EventType.SUGGESTION_FINAL: self._card,
            EventType.SUGGESTION_FOLLOWED: self._card,
            EventType.FEEDBACK_RECORDED: self._card,
        }

    @property
    def team(self) -> str | None:
        """The team that the call itself names."""
        team = self.parameters.get(TEAM)
        return str(team) if team else None

    def misses(self, event: CallEvent) -> bool:
        """Whether durable events are missing before this one."""
        return event.seq is not None and event.seq > self.seq + 1

    def take(self, event: CallEvent) -> bool:
        """Take in an event; returns whether it was new, and may change what is shown."""
        if event.seq is not None:
            if event.seq <= self.seq:
                return False
            self.seq = event.seq
        self.quiet.take(event)
        known = self._handlers.get(event.type)
        if known:
            known(event)
        return known is not None or event.type in SPEECH

    def situation(self, now: datetime) -> Situation:
        """How the call stands at `now`."""
        return Situation(
            sentiment=self.sentiment,
            duties=tuple(self.duties.values()),
            now_ms=self._now_ms(now),
            dead_air_s=self.quiet.seconds(now),
            closing=self.closing,
            ignored=self.cards.ignored(now, self.language or "en"),
        )

    def _now_ms(self, now: datetime) -> int:
        """The moment on the call's clock, which goes on where a stream comes back.

        That of a recording or of a written call may be far ahead of the time that has passed.
        """
        passed = now - (self.started_at or now)
        return max(self._said_ms, passed // timedelta(milliseconds=1))

    def risk(self, now: datetime) -> Risk:
        """The risk of the call at `now`; none of one that has ended."""
        return Risk(0) if self.ended_at else risk_of(self.situation(now))

    def _start(self, event: CallEvent) -> None:
        data = event.data
        self.started_at = self.started_at or event.at
        self.ended_at = None
        self.source = str(data.get("source") or "")
        given = data.get("parameters")
        self.parameters = given if isinstance(given, Mapping) else {}
        # A stream that comes back takes the call from nobody.
        self.agent_id = self.agent_id or _text(self.parameters.get(AGENT_ID))
        for party in data.get("participants") or ():
            if party.get("name"):
                self.names[str(party.get("role"))] = str(party["name"])
        for role in ("agent", "customer"):
            if name := self.parameters.get(f"{role}_name"):
                self.names[role] = str(name)
        self._describe(event)

    def _describe(self, event: CallEvent) -> None:
        self.playbook = event.data.get("playbook") or self.playbook
        self.language = event.data.get("language") or self.language

    def _transfer(self, event: CallEvent) -> None:
        self.agent_id = _text(event.data.get("agent_id"))
        self.names.pop("agent", None)

    def _end(self, event: CallEvent) -> None:
        self.ended_at = event.at

    def _remember(self, event: CallEvent) -> None:
        moods: Mapping[str, Any] = event.data.get("sentiment") or {}
        mood = moods.get("customer")
        self.sentiment = Sentiment.from_dict(mood) if mood else None

    def _duty(self, event: CallEvent) -> None:
        data = event.data
        title, state = str(data["title"]), ObligationState(data["state"])
        duty = Duty(title, Must(data.get("must") or Must.SAY), state, data.get("deadline_ms"))
        self.duties[str(data["obligation_id"])] = duty

    def _insight(self, event: CallEvent) -> None:
        found: Mapping[str, Any] = event.data.get("data") or {}
        score = found.get("score")
        if event.data.get("specialist") == _CLOSING and isinstance(score, int):
            self.closing = score

    def _alert(self, event: CallEvent) -> None:
        known = str(event.data.get("alert_id"))
        self.alerts.pop(known, None)
        self.alerts[known] = event

    def _silence(self, event: CallEvent) -> None:
        if rule := event.data.get("rule"):  # a card that was held back was heard all the same
            self.signals[str(rule)] = event.at

    def _say(self, event: CallEvent) -> None:
        self._said_ms = max(self._said_ms, event.data.get("end_ms") or 0)
        self._card(event)

    def _card(self, event: CallEvent) -> None:
        self.cards.take(event)
        if event.type is EventType.SUGGESTION_FINAL:
            heard = [*(event.data.get("signals_detected") or ()), *(event.data.get("rules") or ())]
            self.signals.update(dict.fromkeys(heard, event.at))


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
