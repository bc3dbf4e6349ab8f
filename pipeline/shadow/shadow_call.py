"""Shadow run of one call: the candidate's own engine, told what the real one hears.

    the call's pipeline   ─ tap ─▶ recorder ─▶ coach ─▶ events, log, viewers
                             │ copies, never waited for
    the shadow's pipeline    └───▶ recorder ─▶ coach ─▶ a record, kept at the end

Nothing leads from the second line to the first.
"""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from loguru import logger
from pipecat.frames.frames import EndFrame, Frame

from coach.current_call import spending_of
from conversation.events.payloads import Payload
from conversation.memory.call_memory import CallMemory
from conversation.memory.conversation import Conversation
from conversation.models.spending import CallSpending
from conversation.privacy.redaction import Redactor
from conversation.shadow.record import ShadowRecord
from pipeline.build import CoachStage, build_shadow
from pipeline.call_choice import Choice
from pipeline.call_coaching import CallCoaching
from pipeline.coaches import Coaches
from pipeline.work import make_worker, work
from processors.event_sink import EventSink
from processors.shadow_tap import ShadowTap

MOST_BEHIND = 1000
"""The frames that wait for a shadow that is being made; with more, it is given up."""
END_S = 15.0
"""A shadow has so long for what its model still writes when the call is over."""


@dataclass(frozen=True, slots=True)
class ShadowedCall:
    """The call that a shadow runs beside.

    Attributes:
        call_id: The call.
        choice: The playbook and the language of the shadow.
        said: What its stream says of it.
        redactor: A branch of the call's own.
        conversation: What was said before, if the call comes back; the shadow's own.
        memory: What is remembered of that, and of the customer; the shadow's own.
    """

    call_id: str
    choice: Choice
    said: Mapping[str, str]
    redactor: Redactor
    conversation: Conversation
    memory: CallMemory


class ShadowCall:
    """The shadow of one call.

    Attributes:
        tap: Stands in the call's pipeline.
        record: What came of it so far.
    """

    def __init__(self, coaches: Coaches, call: ShadowedCall) -> None:
        """Create a shadow that `run` runs."""
        self.tap = ShadowTap(self._hear)
        self.record = ShadowRecord()
        self._coaches = coaches
        self._call = call
        self._heard: asyncio.Queue[Frame | None] = asyncio.Queue(MOST_BEHIND)

    def end(self) -> None:
        """Have it come to its end, as the call is over."""
        self._put(None)

    async def run(self) -> None:
        """Coach beside the call until its end; whatever breaks is the shadow's own matter."""
        spending = CallSpending()
        try:
            with spending_of(spending):
                await self._run()
        except Exception as error:  # noqa: BLE001 - a shadow fails alone
            self.record.whole = False
            logger.warning("a shadow run has failed ({})", type(error).__name__)
        finally:
            self.record.requests = spending.total.requests
            self.record.cost = round(spending.total.cost, 6)

    async def _run(self) -> None:
        call = self._call
        coaching = await CallCoaching.begin(
            self._coaches, call.choice, call.redactor, call.call_id, call.said
        )
        make = partial(
            coaching.factory.coach_for,
            call.conversation,
            memory=call.memory,
            knowledge=coaching.knowledge,
        )
        sink = EventSink(self._take)
        pipeline = build_shadow(CoachStage(call.conversation, make, coaching.first_lead), sink)
        worker = make_worker(pipeline)
        running = asyncio.create_task(work(worker, pipeline), name="shadow run: pipeline")
        try:
            running.add_done_callback(lambda _: self._put(None))
            while frame := await self._heard.get():
                await worker.queue_frame(frame)
            if running.done():  # before the call was over
                self.record.whole = False
            await worker.queue_frame(EndFrame())
            await asyncio.wait_for(asyncio.shield(running), END_S)
        finally:
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running
            await sink.close()

    def _take(self, payload: Payload) -> None:
        self.record.take(payload)

    def _hear(self, frame: Frame) -> None:
        if self.record.whole:
            self._put(frame)

    def _put(self, frame: Frame | None) -> None:
        try:
            self._heard.put_nowait(frame)
        except asyncio.QueueFull:
            self.record.whole = False
            while not self._heard.empty():
                self._heard.get_nowait()
            self._heard.put_nowait(None)
