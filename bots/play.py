"""Player command, `callshadow play`: a recorded call into a server, and what became of it there."""

import argparse
from pathlib import Path
from typing import Any

import httpx
import numpy as np
from rich.markup import escape

from bots import sample
from bots.output import Output
from conversation.events.call_parameters import LANGUAGE, ORIGIN, PLAYBOOK, RECORDING
from conversation.events.status_codes import StatusCode
from services.route import http_route
from settings import Settings
from settings.named_secret import secret_in_variable
from transports.recording.recording import Recording, load
from transports.twilio.addresses import media_address
from transports.twilio.play import play
from transports.twilio.replay_messages import sid

_MEDIA_PATH = "/twilio/media"
_TIMEOUT_S = 5.0
_IGNORED = StatusCode.COACH_CHOICE_IGNORED
_SILENT = 64  # of 32,768
_SILENCE = "The file is silent: nobody speaks in it."
_NO_SPEECH = "It heard nobody speak in the file."
_KEY = "CALLSHADOW_KEY"
_NO_KEY = f"; what it heard, it tells whoever has a supervisor's key: set {_KEY}"


def parameters(path: Path) -> dict[str, str]:
    """The parameters of a replayed stream; for the bundled call, its transcript and names."""
    replayed = {ORIGIN: "replay"}
    if path.resolve() == sample.PATH.resolve():
        replayed |= {RECORDING: sample.NAME} | sample.PEOPLE
    return replayed


def kind(args: argparse.Namespace) -> dict[str, str]:
    """The parameters that say of what kind a call is, by the command's arguments."""
    given = vars(args)
    return {name: given[name] for name in (LANGUAGE, PLAYBOOK) if given.get(name)}


def signature(settings: Settings) -> dict[str, Any]:
    """The arguments of `play` by which a server with these settings takes it for Twilio."""
    signed: dict[str, Any] = {"account_id": settings.twilio_account_sid}
    if settings.twilio_auth_token:
        signed["auth_token"] = settings.twilio_auth_token.get_secret_value()
        if settings.public_url:
            signed["signed_url"] = media_address(settings.public_url)
    return signed


async def main(args: argparse.Namespace, settings: Settings) -> int:
    """Play a file, and say what the server heard; returns the exit code.

    Raises:
        RecordingError: The file can't be used.
        PlayError: The server can't be reached, or does not take the call.
        SettingsError: The environment's proxy can't be used.
    """
    output = Output(soft_wrap=True, highlight=False)
    recording = load(args.file, args.agent)
    call_id = sid("CA")
    site = _site(args.to)

    def say_that_it_begins() -> None:
        seconds = recording.duration_ms / 1000 / args.speed
        output.print(f"call {call_id}: playing {seconds:.0f} s to {escape(args.to)}")
        if site:
            output.print(f"[dim]{escape(site)}/calls/{call_id}[/dim]")

    report = await play(
        recording,
        args.to,
        call_id=call_id,
        parameters=parameters(args.file) | kind(args),
        speed=args.speed,
        on_connected=say_that_it_begins,
        **signature(settings),
    )
    heard = await _heard(site, call_id, is_silent=_is_silent(recording)) if site else ""
    output.print(f"call {call_id}: played {report.played_ms / 1000:.1f} s{heard}")
    return 0


def _site(url: str) -> str | None:
    """The server's address, where the media socket has its usual place."""
    if not url.startswith("ws") or not url.endswith(_MEDIA_PATH):
        return None
    return url.removesuffix(_MEDIA_PATH).replace("ws", "http", 1)


def _is_silent(recording: Recording) -> bool:
    """Whether nobody can be heard in it: a line's hiss is louder."""
    return all(
        np.abs(track.astype(int)).max(initial=0) < _SILENT for track in recording.tracks.values()
    )


async def _heard(site: str, call_id: str, *, is_silent: bool) -> str:
    """A summary of the call by the server, or whom that answers; empty where it can't be asked."""
    address = f"{site}/api/calls/{call_id}"
    key = secret_in_variable(_KEY)
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    route = http_route(site)
    try:
        async with httpx.AsyncClient(timeout=_TIMEOUT_S, headers=headers, **route) as client:
            answer = await client.get(address)
            if answer.status_code in (401, 403):
                return _NO_KEY
            call = answer.raise_for_status().json()["call"]
            turns, advice = int(call["turns"]), int(call["suggestions"])
            events = (await client.get(f"{address}/events")).raise_for_status().json()
            odd = "".join(f". {one}" for one in _ignored(events))
            if turns:
                return f"; the server heard {turns} turns and advised {advice} times{odd}"
            why = " ".join([_SILENCE] * is_silent + _troubles(events)) or _NO_SPEECH
    except (httpx.HTTPError, ValueError, KeyError, TypeError, AttributeError):
        return ""
    return f"; the server transcribed nothing. {why}"


def _ignored(events: list[dict[str, Any]]) -> list[str]:
    """What the server says of a language or a playbook that it does not have."""
    return [escape(str(one["detail"])) for one in _statuses(events) if one["code"] == _IGNORED]


def _troubles(events: list[dict[str, Any]]) -> list[str]:
    """What the call's events say of its recogniser: its last trouble, as the agent was told it."""
    bad = [one for one in _statuses(events) if one["component"] == "stt" and one["state"] != "ok"]
    return [escape(str(bad[-1]["detail"]))] if bad else []


def _statuses(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [event["data"] for event in events if event["type"] == "status"]
