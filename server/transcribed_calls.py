"""Transcribed calls: the callbacks of Twilio's transcription, led into a text call each."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Mapping

from loguru import logger

from pipeline.admission import NotAdmittedError
from pipeline.call_choice import ChoiceError
from pipeline.call_registry import CallBusyError
from pipeline.call_return import CallOverError
from pipeline.call_start import NO_ACCOUNT, Call
from pipeline.runtime import Runtime
from pipeline.text_call import TextFeed, run_text_call
from server.background import Background
from server.refusal_log import RefusalLog
from stores.errors import EventLogError
from transports.twilio.callback_order import CallbackOrder
from transports.twilio.transcription import Callback, Kind

_QUIET_S = 15 * 60.0
"""A transcription of which nothing has come for so long has ended, and nobody has said so."""
_MOST_WAITING = 1000
_MOST_KNOWN = 1000
"""Transcriptions that have ended, of which late callbacks are known."""


class TranscribedCalls:
    """Those of one process, by the TranscriptionSid."""

    def __init__(self, runtime: Runtime, background: Background, refusals: RefusalLog) -> None:
        """Begin with none; `background` runs the calls."""
        self._runtime = runtime
        self._background = background
        self._refusals = refusals
        self._queues: dict[str, asyncio.Queue[Callback]] = {}
        self._ended: OrderedDict[str, None] = OrderedDict()

    def take(self, callback: Callback, parameters: Callable[[], Mapping[str, str]]) -> None:
        """Lead a callback to its call; the first one of a transcription begins it."""
        own = callback.transcription_id
        if own in self._ended:
            self._refusals.warn("transcription: a callback after its end; ignored")
            return
        queue = self._queues.get(own)
        if queue is None:
            queue = self._queues[own] = asyncio.Queue(_MOST_WAITING)
            account = callback.account_id or NO_ACCOUNT
            call = Call(callback.call_id, "twilio", parameters(), account, own)
            self._background.start(f"the transcription {own}", self._run(own, call, queue))
        try:
            queue.put_nowait(callback)
        except asyncio.QueueFull:
            self._refusals.warn("transcription: a callback beyond those that may wait; ignored")

    async def _run(self, own: str, call: Call, queue: "asyncio.Queue[Callback]") -> None:
        async def feed(text: TextFeed) -> str:
            return await _said(queue, text)

        try:
            with self._runtime.calls.admission.admit():
                await run_text_call(self._runtime, call, feed)
        except CallBusyError:
            self._refusals.warn("transcription: the call is heard already; not taken in")
        except (CallOverError, ChoiceError, NotAdmittedError) as error:
            self._refusals.warn("transcription: {}; not taken in", error)
        except EventLogError as error:
            logger.error("transcription: the call can't be recorded: {}", error)
        finally:
            del self._queues[own]
            self._ended[own] = None
            while len(self._ended) > _MOST_KNOWN:
                self._ended.popitem(last=False)


async def _said(queue: "asyncio.Queue[Callback]", text: TextFeed) -> str:
    """Say what the callbacks say, in order, until the transcription is over; returns why."""
    now, order = asyncio.get_running_loop().time, CallbackOrder()
    while True:
        due_s = order.due_s(now())
        try:
            async with asyncio.timeout(_QUIET_S if due_s is None else due_s):
                ready = order.take(await queue.get(), now())
        except TimeoutError:
            if due_s is None:
                return "silent"
            ready = order.give_up(now())
        for callback in ready:
            if callback.kind is Kind.ERROR:
                logger.warning("transcription: Twilio says that it has failed")
                return "failed"
            if callback.kind is Kind.STOPPED:
                return "hangup"
            await _say(callback, text)


async def _say(callback: Callback, text: TextFeed) -> None:
    if callback.speaker is None or not callback.text.strip():
        return
    if callback.final:
        await text.say(
            callback.speaker,
            callback.text,
            language=callback.language,
            confidence=callback.confidence,
        )
    else:
        await text.say_partial(callback.speaker, callback.text)
