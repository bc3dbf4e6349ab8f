"""Demo, `callshadow demo`: the bundled call through the real server, shown in the terminal."""

import argparse
import asyncio
import sys
import webbrowser
from collections.abc import Coroutine, Mapping
from typing import Any

from rich.markup import escape

from bots import sample
from bots.output import Output
from bots.play import kind, parameters, signature
from bots.sample_knowledge import add_sample, sample_library
from bots.signals import ending, handle
from bots.terminal import Terminal
from conversation.events.event import EventType
from pipeline.runtime import Runtime, open_runtime
from server.serving.listening_socket import ServeError, hold, web_address
from server.serving.serving import serving
from services.llm.model_chain import coach_source
from services.stt.providers import stt_source
from settings import Settings
from transports.twilio.addresses import media_address
from transports.twilio.play import PlayError, play
from transports.twilio.replay_messages import sid
from workflows.jobs import working_after_calls
from workflows.steps import job_settle_time


async def main(args: argparse.Namespace, settings: Settings) -> int:
    """Run the command; returns its exit code."""
    once = args.once or not sys.stdout.isatty()
    said = kind(args)
    return await run(settings, said, speed=args.speed, once=once, browser=not args.no_browser)


async def run(
    settings: Settings, said: Mapping[str, str], *, speed: float, once: bool, browser: bool
) -> int:
    """Serve, play the sample call, and show it; returns 0 when every suggestion was delivered.

    Args:
        settings: The settings; with keys set, the real services hear the same audio.
        said: The parameters of the call, beside those of the sample call.
        speed: 1 is real time.
        once: Return when the call has ended, instead of serving on until stopped.
        browser: Open the console in a browser.

    Raises:
        ChoiceError: There is no such language or playbook.
    """
    console = Output()
    async with (
        sample_library(settings) as known,
        open_runtime(
            settings, sample.scripts(), known=known, settle=job_settle_time(settings)
        ) as runtime,
        working_after_calls(runtime),
        serving(runtime, settings.host, _port(settings)) as (server, port),
    ):
        runtime.coaches.choose(said)
        handle(ending(server))
        call_id = sid("CA")
        base = web_address(settings.host, port)
        _announce(console, runtime, f"{base}/calls/{call_id}", browser=browser)
        if settings.coach_meaning:  # the encoder is there in any case
            await add_sample(runtime.knowledge)
        await _show(
            _play(settings, media_address(base), call_id, said, speed),
            _watch(runtime, call_id, Terminal(console)),
            server.stopped,
        )
        if not once:
            console.print("[dim]The call has ended; the console stays up. Ctrl-C stops it.[/dim]")
            await server.stopped.wait()
    return 0


async def _show(
    play_call: Coroutine[Any, Any, None],
    watch: Coroutine[Any, Any, None],
    stopped: asyncio.Event,
) -> None:
    """Play and watch, until the call has ended or one of the two fails."""
    playing, watching = asyncio.create_task(play_call), asyncio.create_task(watch)
    try:
        await asyncio.wait({playing, watching}, return_when=asyncio.FIRST_EXCEPTION)
        if watching.done():
            await watching
        try:
            await playing
        except PlayError:
            if not stopped.is_set():  # Ctrl-C ends the call, and that is no failure
                raise
        await watching
    finally:
        for task in (playing, watching):
            task.cancel()
        await asyncio.gather(playing, watching, return_exceptions=True)


async def _play(
    settings: Settings, url: str, call_id: str, said: Mapping[str, str], speed: float
) -> None:
    await play(
        sample.recording(),
        url,
        call_id=call_id,
        parameters={**parameters(sample.PATH), **said},
        speed=speed,
        **signature(settings),
    )


def _announce(console: Output, runtime: Runtime, page: str, *, browser: bool) -> None:
    """Say where the call is seen, and what hears and advises it."""
    console.print(f"[bold]Console[/bold]  {escape(page)}")
    for source in (
        stt_source(runtime.settings, sample.recording().script),
        coach_source(runtime.settings, runtime.coaches.default.playbook),
    ):
        console.print(f"[dim]{source.detail}[/dim]")
    if browser:
        webbrowser.open(page)


def _port(settings: Settings) -> int:
    """The port that was asked for, or the usual one, or any if that is taken."""
    if "port" in settings.model_fields_set:
        return settings.port
    try:
        with hold(settings.host, settings.port):
            return settings.port
    except ServeError:
        return 0


async def _watch(runtime: Runtime, call_id: str, terminal: Terminal) -> None:
    async for delivery in runtime.events.follow(call_id):
        terminal.show(delivery.event)
        if delivery.event.type is EventType.CALL_ENDED:
            return
