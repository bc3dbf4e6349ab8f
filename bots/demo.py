"""Demo, `callshadow demo`: the bundled call through the real server, shown in the terminal."""

import asyncio
import webbrowser
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape

from bots import sample
from bots.phone import bot
from bots.terminal import Terminal
from conversation.events.event import EventType
from pipeline.runtime import Runtime, open_runtime
from server.serving import ServeError, hold, serving, web_address
from server.twilio_signature import media_address
from services.llm.providers import coach_source
from services.stt.providers import stt_source
from settings import Settings
from transports.twilio.play import PlayError, play
from transports.twilio.replay_messages import sid


def parameters(path: Path) -> dict[str, str]:
    """What a replayed stream says of itself; the bundled call names its transcript and people."""
    replayed = {"source": "replay"}
    if path.resolve() == sample.PATH.resolve():
        replayed |= {"recording": sample.NAME} | sample.PEOPLE
    return replayed


def signature(settings: Settings) -> dict[str, Any]:
    """What `play` signs its stream with, as Twilio would: what the server at PUBLIC_URL expects."""
    if not settings.twilio_auth_token:
        return {}
    signed = {"auth_token": settings.twilio_auth_token.get_secret_value()}
    if settings.public_url:
        signed["signed_url"] = media_address(settings.public_url)
    return signed


async def run(settings: Settings, *, speed: float, once: bool, browser: bool) -> int:
    """Serve, play the sample call, and show it.

    Args:
        settings: The settings; with keys set, the real services hear the same audio.
        speed: 1 is real time.
        once: Return when the call has ended, instead of serving on until stopped.
        browser: Open the console in a browser.

    Returns:
        0 when the call has ended and every suggestion was delivered.
    """
    console = Console()
    recording = sample.recording()
    async with (
        open_runtime(settings, sample.scripts()) as runtime,
        serving(runtime, bot, settings.host, _port(settings)) as (server, port),
    ):
        call_id = sid("CA")
        base = web_address(settings.host, port)
        _announce(console, runtime, f"{base}/calls/{call_id}", browser=browser)
        watching = asyncio.create_task(_watch(runtime, call_id, Terminal(console)))
        try:
            await play(
                recording,
                media_address(base),
                call_id=call_id,
                parameters=parameters(sample.PATH),
                speed=speed,
                **signature(settings),
            )
        except PlayError:
            if not server.stopped.is_set():  # Ctrl-C ends the call, and that is no failure
                raise
        await watching
        if not once:
            console.print("[dim]The call has ended; the console stays up. Ctrl-C stops it.[/dim]")
            await server.stopped.wait()
    return 0


def _announce(console: Console, runtime: Runtime, page: str, *, browser: bool) -> None:
    """Say where the call is seen, and what hears and advises it."""
    console.print(f"[bold]Console[/bold]  {escape(page)}")
    for source in (
        stt_source(runtime.settings, sample.recording().script),
        coach_source(runtime.settings, runtime.playbook),
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
