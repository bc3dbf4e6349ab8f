"""Write-back: tells other systems of an ended call, each thing once, and takes it back.

    await write_back.send(call_id, "hubspot")      # what a workflow's step does, and tries again
    await write_back.undo(call_id, "hubspot")      # what it does when a later step fails for good

The log knows what was sent (`stores/deliveries.py`), so that a step that ran twice tells nothing
twice. What is told is made of the call's events each time, and redacted again.
"""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from conversation.after_call.note import NOTE_TYPES, CallNote, note_of
from conversation.after_call.redacted import redacted_note
from conversation.after_call.scorecard.scorecard import SCORECARD_TYPES, scorecard
from conversation.after_call.told_score import Score
from conversation.coaching.playbook import Playbook
from conversation.errors import ErrorCode
from conversation.events.event import CallEvent
from conversation.privacy.redaction import Redactor
from pipeline.delivery_attempts import Attempts, DeliveryOutcome
from pipeline.past_playbook import playbook_of
from prompts.shelf import Shelf
from pubsub.clock import Clock
from services.delivery.errors import DeliveryError
from services.delivery.person import person_in
from services.delivery.target import ALERT_KIND, CallToTell, ContactQuery, Delivery, DeliveryTarget
from stores.deliveries import DeliveryRecord, DeliveryState
from stores.errors import UnknownCallError
from stores.log.event_log import EventLog

_BUSY_S = 10.0
_TYPES = NOTE_TYPES | SCORECARD_TYPES
Redaction = Callable[[str | None], Redactor]
"""Makes the redactor of a call in a language."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A delivery that would be sent to a target now."""

    target: str
    delivery: Delivery


class WriteBack:
    """The targets of a process.

    Attributes:
        targets: By name.
    """

    def __init__(
        self,
        targets: Sequence[DeliveryTarget],
        log: EventLog,
        redaction: Redaction,
        shelf: Shelf,
        clock: Clock,
    ) -> None:
        """Tell `targets` of the calls of `log`, judged by the playbooks of `shelf`."""
        self.targets: Mapping[str, DeliveryTarget] = {one.name: one for one in targets}
        self._log, self._redaction, self._shelf = log, redaction, shelf
        self._attempts = Attempts(log.deliveries, clock)

    async def plan(
        self, call_id: str, names: Collection[str] = (), person: ContactQuery | None = None,
        approved: Collection[str] = (),
    ) -> list[Planned]:  # fmt: skip
        """What would be sent of a call; nothing is.

        Args:
            call_id: The call.
            names: To which targets; none: to all.
            person: Whom the call was with; None: as far as its parameters tell.
            approved: The CRM fields that may be written though they need approval.

        Raises:
            DeliveryError: There is no such target.
            EventLogError: The call can't be read, or there is none.
        """
        targets = [self.target(name) for name in names or self.targets]
        wanted = await self._wanted(call_id, person, approved)
        return [Planned(one.name, d) for one in targets for d in one.deliveries(wanted)]

    async def try_all(
        self, call_id: str, name: str, person: ContactQuery | None = None,
        approved: Collection[str] = (), *, by_hand: bool = False,
    ) -> list[DeliveryOutcome]:  # fmt: skip
        """Send what a target is told of a call, as far as it has not been sent.

        Args:
            call_id: The call.
            name: The target's.
            person: As in `plan`.
            approved: As in `plan`.
            by_hand: Whether somebody asks for it, who may have dead letters sent again.

        Raises:
            DeliveryError: There is no such target.
            EventLogError: The log can't be read or written, or there is no such call.
        """
        target = self.target(name)
        wanted = await self._wanted(call_id, person, approved)
        return [
            await self._attempts.make(target, call_id, delivery, by_hand=by_hand)
            for delivery in target.deliveries(wanted)
        ]

    async def tell_alerts(self, call_id: str) -> list[DeliveryOutcome]:
        """Tell all targets of a call's alerts, as far as they were not told; it may go on.

        What is not taken waits for the work after the call, which tells it with the rest.

        Raises:
            EventLogError: The log can't be read or written, or there is no such call.
        """
        wanted = await self._wanted(call_id, None, ())
        return [
            await self._attempts.make(target, call_id, delivery, by_hand=False)
            for target in self.targets.values()
            for delivery in target.deliveries(wanted)
            if delivery.kind == ALERT_KIND
        ]

    async def send(
        self, call_id: str, name: str, person: ContactQuery | None = None,
        approved: Collection[str] = (),
    ) -> list[DeliveryRecord]:  # fmt: skip
        """The same for a workflow: what fails is raised, once all were tried.

        Raises:
            DeliveryError: As `try_all`; or one was not taken. Where it is `retryable`, it may be
                tried again after `retry_after` seconds.
            EventLogError: As `try_all`.
        """
        outcomes = await self.try_all(call_id, name, person, approved)
        for outcome in outcomes:
            if outcome.error:
                raise outcome.error
        return [outcome.record for outcome in outcomes]

    async def undo(self, call_id: str, name: str) -> list[DeliveryRecord]:
        """Take back what was made at a target for a call, the last first; returns what was.

        Raises:
            DeliveryError: There is no such target, or it does not take it back.
            EventLogError: The log can't be read or written.
        """
        target, undone = self.target(name), list[DeliveryRecord]()
        for record in reversed(await self._log.deliveries.of_call(call_id)):
            if record.target == name and record.state is DeliveryState.SENT:
                await target.undo(record.made or {})
                undone.append(await self._attempts.settled(record, DeliveryState.UNDONE))
        return undone

    def target(self, name: str) -> DeliveryTarget:
        """A target by its name.

        Raises:
            DeliveryError: There is none.
        """
        if name not in self.targets:
            known = ", ".join(sorted(self.targets)) or "none: none is set"
            raise DeliveryError(
                ErrorCode.TARGET_UNKNOWN, f"There is no target {name!r}; there is {known}."
            )
        return self.targets[name]

    async def _wanted(
        self, call_id: str, person: ContactQuery | None, approved: Collection[str]
    ) -> CallToTell:
        events = [event async for event in self._log.outline(call_id, _TYPES)]
        if not events:
            raise UnknownCallError(f"there is no call {call_id}")
        playbook = await playbook_of(self._shelf, events)
        note = await asyncio.to_thread(self._note, call_id, events, playbook)
        return CallToTell(note, person or person_in(note), tuple(approved))

    def _note(
        self, call_id: str, events: Sequence[CallEvent], playbook: Playbook | None
    ) -> CallNote:
        note = note_of(call_id, events, Score.of(scorecard(events, playbook)))
        return redacted_note(note, self._redaction(note.facts.language))
