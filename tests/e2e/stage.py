"""What an end-to-end test plays on: one server, and the peers that it hears and asks."""

import asyncio
import json
from dataclasses import dataclass
from typing import Any

import httpx

from conversation.speech.speakers import Speaker
from peers.advice import fitting_answer
from peers.deepgram import DeepgramPeer
from peers.deepgram_socket import DeepgramSocket
from peers.openai import OpenAIPeer
from peers.openai_reply import tokens
from peers.server_process import NO_TLS, ServerProcess
from peers.voice_ear import VoiceEar
from tests.e2e.fork import Fork
from tests.e2e.listener import Event, Listener
from transports.recording.recording import Recording
from transports.twilio.play import PlayReport, play
from transports.twilio.replay_messages import sid

SPEED = 5.0
"""How much faster than real time calls are played."""
STT_DELAY_S = 0.12 / SPEED


@dataclass
class Stage:
    """One server and its peers.

    Attributes:
        server: The server's process.
        deepgram: Hears the sample call's voices.
        openai: Answers with fitting advice.
        delays: How long the recogniser takes for a party, where it is not `STT_DELAY_S`.
    """

    server: ServerProcess
    deepgram: DeepgramPeer
    openai: OpenAIPeer
    delays: dict[str, float]

    def reset(self) -> None:
        """Take back what a test has set."""
        self.deepgram.fault = None
        self.deepgram.answering.set()
        self.openai.trouble = None
        self.openai.answer = fitting_answer
        self.openai.write = tokens
        self.delays.clear()

    async def play(self, recording: Recording, call_id: str, **options: Any) -> PlayReport:
        """Play a call, faster than it was."""
        return await played(recording, self.server.media, call_id, SPEED, **options)

    def listener(self, call_id: str, after: int = 0) -> Listener:
        """A client of the call's side channel."""
        return Listener(self.server.live(call_id, after))

    def fork(self) -> Fork:
        """A media stream whose messages the test chooses."""
        return Fork(self.server.media, SPEED)

    async def rest(self, path: str, **query: Any) -> Any:
        """The JSON that an address answers with."""
        async with httpx.AsyncClient(base_url=self.server.http, verify=NO_TLS) as client:
            return (await client.get(path, params=query)).raise_for_status().json()

    async def events(self, call_id: str, after: int = 0) -> list[Event]:
        """The call's stored events."""
        return await self.rest(f"/api/calls/{call_id}/events", after=after)

    async def server_sent(self, call_id: str, last_event_id: int = 0) -> list[Event]:
        """The call's events as server-sent events, from one on to `call.ended`."""
        headers = {"Accept": "text/event-stream", "Last-Event-ID": str(last_event_id)}
        found: list[Event] = []
        async with (
            httpx.AsyncClient(base_url=self.server.http, verify=NO_TLS) as client,
            client.stream("GET", f"/api/calls/{call_id}/live", headers=headers) as answer,
        ):
            async for line in answer.aiter_lines():
                if line.startswith("data: "):
                    found.append(json.loads(line.removeprefix("data: ")))
                    if found[-1]["type"] == "call.ended":
                        break
        return found

    async def heard(
        self, recording: Recording, call_id: str | None = None, **options: Any
    ) -> list[Event]:
        """Play a call to its end, and return all that its side channel said."""
        call_id = call_id or new_call_id()
        async with self.listener(call_id) as listener:
            await self.play(recording, call_id, **options)
            await listener.next("call.ended")
            return listener.events


async def played(
    recording: Recording, url: str, call_id: str, speed: float = 1.0, **options: Any
) -> PlayReport:
    """Play a call into a server, which sends nothing back into it."""
    report = await play(recording, url, call_id=call_id, speed=speed, **options)
    assert report.bytes_received == 0, "something was sent into the call"
    return report


def new_call_id() -> str:
    """A CallSid."""
    return sid("CA")


def speaker_of(socket: DeepgramSocket) -> str:
    """Whose voice the recogniser heard on a socket; empty where nobody's."""
    assert isinstance(socket.ear, VoiceEar)
    return socket.ear.voice.name if socket.ear.voice else ""


def of_type(events: list[Event], kind: str) -> list[dict[str, Any]]:
    """The data of the events of one type."""
    return [event["data"] for event in events if event["type"] == kind]


def turns(events: list[Event]) -> list[tuple[str, str]]:
    """Who said what, in the order of the events; words without casing and punctuation."""
    return [(turn["speaker"], spoken(turn["text"])) for turn in of_type(events, "turn.final")]


def said(*lines: tuple[Speaker, str]) -> list[tuple[str, str]]:
    """What `turns` has to be."""
    return [(speaker.value, spoken(text)) for speaker, text in lines]


def spoken(text: str) -> str:
    """The words alone."""
    letters = (char if char.isalnum() or char in "'’" else " " for char in text.lower())
    return " ".join("".join(letters).split())


async def ready(client: httpx.AsyncClient) -> None:
    """Return when the server is ready."""
    while (await client.get("/readyz")).is_error:  # noqa: ASYNC110 - another process
        await asyncio.sleep(0.05)  # the test's timeout bounds it
