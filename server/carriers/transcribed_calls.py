"""Transcribed calls: the callbacks of Twilio's transcription, led into a text call each."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping

from loguru import logger

from pipeline.admission import NotAdmittedError
from pipeline.call_registry import CallBusyError
from pipeline.call_return import CallOverError
from pipeline.call_start import NO_ACCOUNT, Call
from pipeline.runtime import Runtime
from pipeline.text_call import TextFeed, run_text_call
from server.refusal_log import RefusalLog
from server.serving.background import Background
from stores.errors import EventLogError
from transports.twilio.transcription import Callback, TranscriptionKind, pieces_of
from transports.twilio.transcriptions import CallTranscriptions

_QUIET_S = 15 * 60.0
"""A transcription of which nothing has come for so long has ended, and nobody has said so."""
_MOST_WAITING = 1000
_MOST_KNOWN = 1000
"""Transcriptions that have ended, of which late callbacks are known."""
Callbacks = asyncio.Queue[Callback]


class TranscribedCalls:
    """Those of one process, by the CallSid."""

    def __init__(self, runtime: Runtime, background: Background, refusals: RefusalLog) -> None:
        """Begin with none; `background` runs the calls."""
        self._runtime = runtime
        self._background = background
        self._refusals = refusals
        self._queues: dict[str, Callbacks] = {}
        self._ended: OrderedDict[str, None] = OrderedDict()

    def take(self, callback: Callback, parameters: Callable[[], Mapping[str, str]]) -> None:
        """Lead a callback to its call; the first one begins it."""
        if self._is_late(callback):
            return
        queue = self._queues.get(callback.call_id)
        if queue is None:
            queue = self._queues[callback.call_id] = asyncio.Queue(_MOST_WAITING)
            account, own = callback.account_id or NO_ACCOUNT, callback.transcription_id
            call = Call(callback.call_id, "twilio", parameters(), account, own)
            self._background.start(f"the transcription {own}", self._run(call, queue))
        try:
            queue.put_nowait(callback)
        except asyncio.QueueFull:
            self._refusals.warn("transcription: a callback beyond those that may wait; ignored")

    def _is_late(self, callback: Callback) -> bool:
        if callback.transcription_id not in self._ended:
            return False
        self._refusals.warn("transcription: a callback after its end; ignored")
        return True

    async def _run(self, call: Call, queue: Callbacks) -> None:
        """Run a call, and again where more has come of it while it ended."""
        try:
            while True:
                await self._hear(call, queue)
                waiting = [queue.get_nowait() for _ in range(queue.qsize())]
                waiting = [callback for callback in waiting if not self._is_late(callback)]
                if not waiting:
                    return
                for callback in waiting:
                    queue.put_nowait(callback)
        finally:
            del self._queues[call.call_id]

    async def _hear(self, call: Call, queue: Callbacks) -> None:
        async def feed(text: TextFeed) -> str:
            return await self._said(queue, text)

        try:
            with self._runtime.calls.admission.admit():
                await run_text_call(self._runtime, call, feed)
            return
        except CallBusyError:
            self._refusals.warn("transcription: the call is heard already; not taken in")
        except CallOverError as error:
            self._refusals.warn("transcription: {}; not taken in", error)
        except (NotAdmittedError, EventLogError) as error:  # what comes later may be taken in
            self._refusals.warn("transcription: {}; not taken in", error)
            _emptied(queue)
            return
        self._end(callback.transcription_id for callback in _emptied(queue))

    def _end(self, transcriptions: Iterable[str]) -> None:
        for own in transcriptions:
            self._ended[own] = None
        while len(self._ended) > _MOST_KNOWN:
            self._ended.popitem(last=False)

    async def _said(self, queue: Callbacks, text: TextFeed) -> str:
        """Say what the callbacks say, in order, until the call is over; returns why."""
        now, calls = asyncio.get_running_loop().time, CallTranscriptions()
        while calls.reason is None:
            ready, due_s = list[Callback](), calls.due_s(now())
            try:
                async with asyncio.timeout(_QUIET_S if due_s is None else due_s):
                    callback = await queue.get()
            except TimeoutError:
                if due_s is None:
                    return "silent"
                ready = calls.give_up(now())
            else:
                if not self._is_late(callback):
                    ready = calls.take(callback, now())
                    if callback.kind is TranscriptionKind.ERROR:
                        logger.warning("transcription: Twilio says that it has failed")
            for callback in ready:
                await _say(callback, text)
            self._end(calls.over())
        return calls.reason


def _emptied(queue: Callbacks) -> list[Callback]:
    return [queue.get_nowait() for _ in range(queue.qsize())]


async def _say(callback: Callback, text: TextFeed) -> None:
    if callback.speaker is None or not callback.text.strip():
        return
    if not callback.final:
        await text.say_partial(callback.speaker, pieces_of(callback.text)[-1])
        return
    for piece in pieces_of(callback.text):
        await text.say(
            callback.speaker,
            piece,
            language=callback.language,
            confidence=callback.confidence,
        )
