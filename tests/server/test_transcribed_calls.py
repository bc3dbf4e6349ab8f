"""Twilio's words of a call, by its webhooks, over a real socket: turns of the call, in order."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from twilio.request_validator import RequestValidator

from tests.server.stage import Served, served

TOKEN, PUBLIC, CALL = "0123456789abcdef0123456789abcdef", "https://shadow.example", "CA" + "7" * 32
PATH = "/twilio/transcription?agent_id=maria&playbook=support"


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Served]:
    """A server that knows Twilio's token and account."""
    settings: dict[str, Any] = {
        "twilio_auth_token": TOKEN,
        "public_url": PUBLIC,
        "twilio_account_sid": "AC1",
    }
    async with served(tmp_path, **settings) as running:
        yield running


def content(number: int, track: str, text: str, *, final: bool = True) -> dict[str, str]:
    """The form of some words."""
    words = json.dumps({"transcript": text, "confidence": 0.95})
    said = {"Track": f"{track}_track", "TranscriptionData": words, "Final": str(final).lower()}
    return form(number, "content") | said | {"LanguageCode": "en-US"}


def form(number: int, event: str) -> dict[str, str]:
    """The form of a callback."""
    return {
        "AccountSid": "AC1",
        "CallSid": CALL,
        "TranscriptionSid": "GT1",
        "SequenceId": str(number),
        "TranscriptionEvent": f"transcription-{event}",
    }


async def post(server: Served, *forms: dict[str, str], signed: bool = True) -> list[int]:
    """Call the webhook; the statuses of its answers."""
    statuses = list[int]()
    async with server.ask() as client:
        for said in forms:
            signature = RequestValidator(TOKEN).compute_signature(f"{PUBLIC}{PATH}", said)
            headers = {"X-Twilio-Signature": signature if signed else "wrong"}
            statuses.append((await client.post(PATH, data=said, headers=headers)).status_code)
    return statuses


async def events_of(server: Served) -> list[dict[str, Any]]:
    """The call's durable events, once it has ended."""
    async with server.live(CALL, None) as socket:
        async for message in socket:
            event = json.loads(message)
            if event["type"] == "call.ended":
                break
    return [event.as_dict() for event in await server.runtime.log.read(CALL)]


async def until_said(log: list[str], words: str) -> None:
    """Wait until the log says that."""
    async with asyncio.timeout(10):
        while not any(words in line for line in log):  # noqa: ASYNC110 - a log has no event
            await asyncio.sleep(0)


async def test_words_become_turns_in_their_order(server: Served) -> None:
    """However the callbacks come; the call is the agent's and of the kind that the address says."""
    statuses = await post(
        server,
        content(2, "outbound", "It is ninety dollars a month."),
        form(1, "started"),
        content(4, "inbound", "That is too expensive for us."),
        content(3, "inbound", "That is too", final=False),
        content(3, "inbound", "That is too", final=False),
        form(5, "stopped"),
        content(6, "inbound", "This comes too late."),
    )
    assert statuses == [204] * 7
    events = await events_of(server)
    started, ended = events[0]["data"], events[-1]["data"]
    assert (started["source"], started["stt"], started["account"]) == ("twilio", "text", "AC1")
    assert started["parameters"] == {"agent_id": "maria", "playbook": "support"}
    turns = [event["data"] for event in events if event["type"] == "turn.final"]
    assert [(turn["speaker"], turn["text"]) for turn in turns] == [
        ("agent", "It is ninety dollars a month."),
        ("customer", "That is too expensive for us."),
    ]
    assert {(turn["language"], turn["confidence"]) for turn in turns} == {("en-US", 0.95)}
    assert [event["type"] for event in events].count("call.started") == 1
    assert ended["reason"] == "hangup"


async def test_numbers_that_begin_anew_and_late_words_lose_nothing(
    server: Served, log: list[str]
) -> None:
    """A transcription that begins again under its own name; what comes after the end is a line."""
    again = content(2, "inbound", "That is too expensive for us.") | {"Timestamp": "2"}
    await post(
        server,
        form(1, "started"),
        content(2, "outbound", "It is ninety dollars a month."),
        content(2, "outbound", "It is ninety dollars a month."),
        form(1, "started") | {"Timestamp": "2"},
        again,
        again,
        form(3, "stopped"),
    )
    events = await events_of(server)
    assert [event["data"]["text"] for event in events if event["type"] == "turn.final"] == [
        "It is ninety dollars a month.",
        "That is too expensive for us.",
    ]
    await post(server, content(4, "inbound", "Hello?"))
    assert [line for line in log if "after its end" in line]
    assert "Hello" not in "".join(log)


async def test_what_is_not_twilios_is_refused_before_anything(
    server: Served, log: list[str]
) -> None:
    """A wrong signature is 403; another account, and what can't be understood, is one line each."""
    assert await post(server, form(1, "started"), signed=False) == [403]
    other = form(1, "started") | {"AccountSid": "AC2"}
    broken = content(1, "inbound", "So") | {"TranscriptionData": "So I said"}
    assert await post(server, other, broken) == [204, 204]
    assert [line for line in log if "another account" in line]
    assert [line for line in log if "without usable words" in line]
    assert "So I said" not in "".join(log)
    assert await server.runtime.log.call(CALL) is None


def of_another(said: dict[str, str], own: str = "GT2") -> dict[str, str]:
    """The same of another transcription of the call."""
    return said | {"TranscriptionSid": own}


async def turns_of(server: Served) -> list[tuple[str, str]]:
    """Who said what in the call, which was one and has ended in time."""
    async with asyncio.timeout(10):
        events = await events_of(server)
    assert [event["type"] for event in events].count("call.started") == 1
    assert events[-1]["data"]["reason"] == "hangup"
    turns = [event["data"] for event in events if event["type"] == "turn.final"]
    return [(turn["speaker"], turn["text"]) for turn in turns]


async def test_a_transcription_that_takes_the_place_of_another_is_heard(server: Served) -> None:
    """Nobody has said that the first has stopped; or that comes late."""
    await post(
        server,
        form(1, "started"),
        content(2, "inbound", "Good morning to you."),
        of_another(form(1, "started")),
        of_another(content(2, "inbound", "That is too", final=False)),
        content(3, "inbound", "That is too expensive for us."),
        of_another(content(3, "inbound", "That is too expensive for us.")),
        of_another(content(4, "outbound", "It is ninety dollars a month.")),
        form(4, "stopped"),
        of_another(form(5, "stopped")),
    )
    assert await turns_of(server) == [
        ("customer", "Good morning to you."),
        ("customer", "That is too expensive for us."),
        ("agent", "It is ninety dollars a month."),
    ]


async def test_a_transcription_for_each_track_is_heard(server: Served) -> None:
    """As one call, which is over when both are."""
    await post(
        server,
        form(1, "started"),
        of_another(form(1, "started")),
        of_another(content(2, "outbound", "It is ninety dollars a month.")),
        content(2, "inbound", "That is too expensive for us."),
        of_another(form(3, "stopped")),
        content(3, "inbound", "Thank you."),
        form(4, "stopped"),
    )
    assert await turns_of(server) == [
        ("agent", "It is ninety dollars a month."),
        ("customer", "That is too expensive for us."),
        ("customer", "Thank you."),
    ]


async def test_words_of_minutes_without_a_pause_are_heard(server: Served) -> None:
    """As several turns."""
    said = "I am telling you all about it. " * 200
    await post(server, form(1, "started"), content(2, "inbound", said), form(3, "stopped"))
    turns = await turns_of(server)
    assert len(turns) > 1
    assert " ".join(text for _, text in turns) == said.strip()


async def test_a_call_that_is_heard_by_its_audio_is_not_taken_in(
    server: Served, log: list[str]
) -> None:
    """It is a line, and what comes of that transcription later is another."""
    async with server.runtime.calls.claim(CALL, "MZ1"):
        await post(server, form(1, "started"))
        await until_said(log, "heard already")
        await post(server, content(2, "inbound", "Good morning to you."))
    assert any("after its end" in line for line in log)
    assert await server.runtime.log.call(CALL) is None


async def test_a_full_server_takes_in_what_comes_once_there_is_room(
    tmp_path: Path, log: list[str]
) -> None:
    """Not what came before."""
    settings = {"twilio_auth_token": TOKEN, "public_url": PUBLIC, "max_calls": 1}
    async with served(tmp_path, **settings) as server:
        with server.runtime.calls.admission.admit():
            await post(server, form(1, "started"), content(2, "inbound", "Good morning to you."))
            await until_said(log, "not taken in")
        await post(server, content(3, "inbound", "That is too expensive."), form(4, "stopped"))
        assert await turns_of(server) == [("customer", "That is too expensive.")]


async def test_a_server_that_stops_ends_the_call(tmp_path: Path) -> None:
    """With what was said so far, and its end in the log."""
    settings: dict[str, Any] = {"twilio_auth_token": TOKEN, "public_url": PUBLIC}
    async with served(tmp_path, **settings) as server:
        await post(server, form(1, "started"), content(2, "inbound", "Good morning to you."))
        async with server.live(CALL, None) as socket:
            async for message in socket:
                if json.loads(message)["type"] == "turn.final":
                    break
        await server.runtime.calls.end_all("shutdown")
        last = (await server.runtime.log.read(CALL))[-1]
        assert (last.type.value, last.data["reason"]) == ("call.ended", "shutdown")
