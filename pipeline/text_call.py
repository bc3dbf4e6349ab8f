"""Text call: a call whose turns come as text, from another transcriber or a program."""

from collections.abc import Awaitable, Callable

from conversation.events.status_codes import StatusCode
from pipeline.build import build_text
from pipeline.call import CallRun
from pipeline.call_opening import opened
from pipeline.call_start import Call
from pipeline.runtime import Runtime
from pubsub.beside import beside
from services.provider import Provenance
from transports.text_input import TextInput

TextFeed = TextInput
"""The input of a text call."""

_TEXT = Provenance(
    "text",
    StatusCode.STT_TEXT,
    "Words come as text from another program; no speech is heard here.",
)


async def run_text_call(
    runtime: Runtime, call: Call, feed: Callable[[TextFeed], Awaitable[str]]
) -> str:
    """Run a call whose turns come as text.

    Args:
        runtime: What the calls of the process share.
        call: The call.
        feed: Says the turns; returns why the call ended. What it raises ends the call, and is
            raised again.

    Returns:
        Why the call ended: what `feed` said, or why it was not waited for (`replaced`, `shutdown`).

    Raises:
        CallBusyError: The call is already running.
        CallOverError: The call has ended.
        NotAdmittedError: The process is about to end.
        EventLogError: The call can't be recorded.
    """
    async with opened(runtime, call) as it:
        text = TextInput(it.past.conversation, it.lease.redactor)
        run = CallRun(runtime, it, text, _TEXT)
        pipeline = build_text(text, it.coach, run.sink)
        async with beside(_say(feed, text), "the feed of a text call"):
            return await run.run(pipeline)


async def _say(feed: Callable[[TextFeed], Awaitable[str]], text: TextFeed) -> None:
    """Say the turns, and end the input however that ends."""
    reason = "failed"
    try:
        reason = await feed(text)
    finally:
        await text.end(reason)
