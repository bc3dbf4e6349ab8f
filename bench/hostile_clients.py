"""Hostile clients: what each does, and how it is answered; docs/limits.md has the limits."""

import base64
import io
from collections.abc import Awaitable, Callable
from functools import cache
from typing import NamedTuple

import numpy as np
import soundfile
from websockets.frames import Opcode

from bench.target import ELSEWHERE, MEDIA, Target, frame, said
from transports.twilio.replay_messages import sid


class Hostile(NamedTuple):
    """One hostile client.

    Attributes:
        name: What it does.
        answer: What it gets: a close code, a status, an error's code; "open": it waits its turn.
        attack: Does it once, and tells what came back.
        takes_s: How long the server waits before it refuses; tests leave the slow ones out.
    """

    name: str
    answer: str
    attack: Callable[[Target], Awaitable[str]]
    takes_s: int = 0


PING, PONG = frame(b"", Opcode.PING), frame(b"", Opcode.PONG)
BEGUN, CRUMB = frame(b"x", fin=False), frame(b"", Opcode.CONT, fin=False)
_SECOND = base64.b64encode(bytes(8_000)).decode()
AUDIO = said(event="media", media={"track": "inbound", "timestamp": "0", "payload": _SECOND})
DIGITS = "4242 " * 2_000
UPLOAD = "/api/calls/upload-hostile/audio"
TOKEN = said(type="token", token="x" * 4_000)
HALF = frame(bytes(10**6))[:500_000]
EVER = 10**9
GET = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
POST = b"POST %s HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
LENGTH = b"Content-Length: %d\r\n\r\n"
LARGE = POST % UPLOAD.encode() + LENGTH % 200_000_000
CHUNKED = b"Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
CRUMBS = POST % b"/api/process" + CHUNKED + b"1\r\nx\r\n" * 100_000 + b"0\r\n\r\n"
FEEDBACK = {"type": "feedback", "suggestion_id": "s1", "rating": "used"}


def start() -> bytes:
    """The begin of a stream of a new call."""
    return said(event="start", start={"callSid": sid("CA"), "streamSid": sid("MZ")})


def ingest() -> str:
    """The path of a new call in text."""
    return f"/api/ingest/{sid('hostile')}"


@cache
def sound(seconds: int, rate: int, kind: str = "FLAC") -> bytes:
    """Silence in a sound file, which is small."""
    file = io.BytesIO()
    with soundfile.SoundFile(file, "w", rate, 2, format=kind) as written:
        for _ in range(-(-seconds // 60)):
            written.write(np.zeros((rate * min(60, seconds), 2), np.int16))
    return file.getvalue()


async def _segments(target: Target, text: str, count: int) -> str:
    return await target.flood(ingest(), said(speaker="agent", text=text), count)


async def _uploads(target: Target, times: int, content: bytes) -> str:
    return await target.ask("POST", UPLOAD, times, files={"recording": content})


SOCKETS = (
    Hostile("pings", "4429", lambda t: t.flood(t.live, PING * 1_000, 40)),
    Hostile("pongs", "4429", lambda t: t.flood(t.live, PONG * 1_000, 40)),
    Hostile("empty fragments", "4429", lambda t: t.flood(t.live, CRUMB * 1_000, 40, first=BEGUN)),
    Hostile("tiny messages", "4429", lambda t: t.flood(t.live, frame(b"x") * 1_000, 40)),
    Hostile("pause", "4429", lambda t: t.flood(t.live, said(type="pause") * 10, 500)),
    Hostile("questions", "4429", lambda t: t.flood(t.live, said(type="ask", text="So?"), 5_000)),
    Hostile("feedback", "4429", lambda t: t.flood(t.live, said(**FEEDBACK), 5_000)),
    Hostile("tokens", "4429", lambda t: t.flood(t.live, TOKEN, 900)),
    Hostile("two megabytes", "1009", lambda t: t.flood(t.live, frame(b"x" * 2_000_000))),
    Hostile("listeners that never read", "open", lambda t: t.crowd(t.live, t.many(20, 200))),
    Hostile("junk for audio", "open", lambda t: _stream(t, frame(b"x") * 1_000, t.many(5, EVER))),
    Hostile("megabytes", "open", lambda t: _stream(t, frame(bytes(10**6)), t.many(5, EVER))),
    Hostile("halves of a megabyte", "open", lambda t: t.crowd(MEDIA, t.many(9, 70), lambda: HALF)),
    Hostile("streams without a start", "503", lambda t: t.crowd(MEDIA, 101)),
    Hostile("calls and calls", "503", lambda t: t.crowd(MEDIA, t.many(21, 101), start)),
    Hostile("audio poured in", "4429", lambda t: _stream(t, AUDIO, EVER, ELSEWHERE)),
    Hostile("audio poured in, from here", "open", lambda t: _stream(t, AUDIO, t.many(20, EVER))),
    Hostile("another page", "403", lambda t: t.flood(MEDIA, b"", headers={"Origin": "http://x.y"})),
    Hostile("segments", "open", lambda t: _segments(t, "That is dear.", t.many(50, EVER))),
    Hostile("segments of digits", "open", lambda t: _segments(t, DIGITS[:1_990], t.many(9, EVER))),
    Hostile("segments too long", "bad_message", lambda t: _segments(t, DIGITS, t.many(9, EVER))),
    Hostile("segments of 100 kB", "message_too_large", lambda t: _segments(t, "x" * 10**5, 9)),
)


async def _stream(
    target: Target, wire: bytes, count: int, headers: dict[str, str] | None = None
) -> str:
    return await target.flood(MEDIA, wire, count, first=start(), headers=headers)


def _text(text: str) -> dict[str, str]:
    return {"speaker": "customer", "text": text}


async def _texts(target: Target, text: str, times: int) -> str:
    return await target.ask("POST", "/api/process", times, json=_text(text))


async def _bytes(target: Target, content: bytes, times: int) -> str:
    return await target.ask("POST", "/api/process", times, content=content)


async def _batch(target: Target) -> str:
    messages = [_text(DIGITS[:9_000])] * target.many(3, 22)
    return await target.ask("POST", "/api/batch/analyze", json={"messages": messages})


async def _batch_too_long(target: Target) -> str:
    messages = [_text(DIGITS[:9_000])] * 23
    return await target.ask("POST", "/api/batch/analyze", json={"messages": messages})


async def _fields(target: Target) -> str:
    form = {f"field{number}": "x" for number in range(20_000)}
    return await target.ask("POST", "/twilio/status", data=form)


REQUESTS = (
    Hostile("texts of digits", "200", lambda t: _texts(t, DIGITS, t.many(3, 20))),
    Hostile("texts too long", "422", lambda t: _texts(t, DIGITS + "1", 8)),
    Hostile("batches of digits", "200", _batch),
    Hostile("batches too long", "422", _batch_too_long),
    Hostile("deep JSON", "422", lambda t: _bytes(t, b"[" * 500_000, 8)),
    Hostile("a body of 2 MB", "413", lambda t: _bytes(t, bytes(2 << 20), 1)),
    Hostile("a body of 200 MB", "413", lambda t: t.raw(LARGE)),
    Hostile("a body in crumbs", "422", lambda t: t.raw(CRUMBS)),
    Hostile("slow bodies", "408", lambda t: t.raw(POST % b"/api/process" + LENGTH % 99, 50), 30),
    Hostile("slow headers", "408", lambda t: t.raw(GET[:-2], 300)),
    Hostile("idle connections", "closed", lambda t: t.raw(b"", 300)),
    Hostile("a huge header", "431", lambda t: t.raw(GET[:-2] + b"X: " + b"x" * 65_536)),
    Hostile("no HTTP", "400", lambda t: t.raw(b"\x16\x03\x01" + bytes(500) + b"\r\n\r\n")),
    Hostile("requests in a row", "200", lambda t: t.raw(GET * 2_000)),
    Hostile("lists of calls", "200", lambda t: t.ask("GET", "/api/calls", t.many(9, 100))),
    Hostile("wrong addresses", "404", lambda t: t.ask("GET", "/api/nothing", t.many(9, 100))),
    Hostile("thousands of fields", "400", _fields),
    Hostile("two uploads at once", "429", lambda t: _uploads(t, 2, bytes(9 << 20))),
    Hostile("an upload of five hours", "415", lambda t: _uploads(t, 1, sound(5 * 3_600, 4_000)), 5),
    Hostile("an upload at 192 kHz", "415", lambda t: _uploads(t, 1, sound(60, 192_000))),
)
HOSTILE = SOCKETS + REQUESTS
