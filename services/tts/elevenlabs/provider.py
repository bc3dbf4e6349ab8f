"""ElevenLabs provider: a voice of the process's settings, its failures, and its probe."""

import asyncio
from http import HTTPStatus
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

from pipecat.processors.frame_processor import FrameProcessor
from websockets.asyncio.client import connect
from websockets.exceptions import (
    ConnectionClosed,
    ConnectionClosedOK,
    InvalidHandshake,
    InvalidStatus,
    InvalidURI,
)
from websockets.frames import CloseCode

from conversation.errors import ErrorCode
from conversation.events.payloads import Failure
from services.provider import Probe
from services.tts.route import OPEN_S, voice_route
from services.tts.voice import SAMPLE_RATE
from settings import Settings

_PRODUCTION = "wss://api.elevenlabs.io"
# An address where no such voice is answers 404; a model that streams nothing, 403.
_REFUSED = {HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED, HTTPStatus.PAYMENT_REQUIRED,
            HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}  # fmt: skip
_CHECK = "check ELEVENLABS_API_KEY, its credit, ELEVENLABS_VOICE and ELEVENLABS_MODEL"


def configured(settings: Settings) -> bool:
    """Whether there is a key."""
    return settings.elevenlabs_api_key is not None


def address(settings: Settings) -> str:
    """The address of its sockets."""
    base = (settings.elevenlabs_base_url or _PRODUCTION).rstrip("/")
    return base.replace("http", "ws", 1) if base.startswith("http") else base


def load() -> Any:
    """Import Pipecat's service: a fifth of a second, at the start of a process that has a key."""
    return import_module("services.tts.elevenlabs.service")


def make(settings: Settings) -> FrameProcessor:
    """The voice of one listener; it connects when its pipeline is set up."""
    return load().make_service(
        api_key=_key(settings),
        url=address(settings),
        sample_rate=SAMPLE_RATE,
        model=settings.elevenlabs_model,
        voice=settings.elevenlabs_voice,
    )


def failure(error: BaseException | None) -> Failure:
    """What went wrong, for the listener; never ElevenLabs' own words, which may be a headline's."""
    if isinstance(error, InvalidStatus) and error.response.status_code in _REFUSED:
        return _refused(f"HTTP {error.response.status_code}")
    if isinstance(error, ConnectionClosed) and _code(error) == CloseCode.POLICY_VIOLATION:
        return _refused("closed with 1008")
    how = _out_of_order(error) or "does not answer"
    return Failure(ErrorCode.WHISPER_UNAVAILABLE, f"ElevenLabs {how}; the next advice tries again.")


async def probe(settings: Settings) -> Probe:
    """Connect as for a listener, and hang up; without a text it costs nothing."""
    path = f"/v1/text-to-speech/{settings.elevenlabs_voice}/multi-stream-input"
    query = f"model_id={settings.elevenlabs_model}&output_format=pcm_{SAMPLE_RATE}"
    url = f"{address(settings)}{path}?{query}"
    headers = {"xi-api-key": _key(settings)}
    host, error = urlsplit(url).hostname, None
    try:
        async with connect(url, additional_headers=headers, **voice_route(url)) as socket:
            await socket.send('{"close_socket": true}')
            async with asyncio.timeout(OPEN_S):
                await socket.recv()
    except ConnectionClosedOK:
        return Probe(True, f"ElevenLabs, {settings.elevenlabs_model} at {host}")
    except (OSError, InvalidHandshake, InvalidURI, ConnectionClosed) as raised:
        error = raised
    if failure(error).error_code == ErrorCode.WHISPER_REFUSED:
        return Probe(False, f"{host} refuses: {_CHECK}")
    why = _out_of_order(error) or "can't be reached"
    return Probe(False, f"{host} {why}")


def _out_of_order(error: BaseException | None) -> str | None:
    """What a server that answers tells of itself; None: there is no answer."""
    if not isinstance(error, InvalidStatus):
        return None
    return f"is out of order (HTTP {error.response.status_code})"


def _refused(how: str) -> Failure:
    return Failure(ErrorCode.WHISPER_REFUSED, f"ElevenLabs refuses ({how}): {_CHECK}.")


def _code(error: ConnectionClosed) -> int | None:
    return error.rcvd.code if error.rcvd else None


def _key(settings: Settings) -> str:
    key = settings.elevenlabs_api_key
    return key.get_secret_value() if key else ""
