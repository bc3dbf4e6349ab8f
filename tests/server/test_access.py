"""Who may see what: each role at each route, in REST and before a WebSocket's upgrade."""

from pathlib import Path

import httpx
import orjson
import pytest
from fastapi import FastAPI
from loguru import logger
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from conversation.events.event import EventType
from settings.api_keys import Role
from tests.payloads import raw
from tests.server.stage import (
    ADA,
    API_KEYS,
    BEN,
    BENS,
    MARIA,
    MARIAS,
    SAM,
    UNKNOWN,
    an_app,
    asked,
    end_call,
    events,
    refused,
    say,
    served,
    start_call,
)

NOTE = {"text": "Ask for the budget."}
WHO = ("nobody", "wrong", "maria", "ben", "sam", "ada", "agent token", "supervisor token", "other")
KEYS = {"wrong": "k" * 32, "maria": MARIA, "ben": BEN, "sam": SAM, "ada": ADA}
# The answers to nobody, a wrong key, Maria, Ben, a supervisor, an admin, a token of Maria's call
# for an agent, one for a supervisor, and a token of another call.
MATRIX = [
    ("GET", "/api/calls", None, (401, 401, 200, 200, 200, 200, 403, 403, 403)),
    ("GET", f"/api/calls/{MARIAS}", None, (401, 401, 200, 403, 200, 200, 200, 200, 403)),
    ("GET", f"/api/calls/{MARIAS}/events", None, (401, 401, 200, 403, 200, 200, 200, 200, 403)),
    ("GET", f"/api/calls/{UNKNOWN}", None, (401, 401, 404, 404, 404, 404, 403, 403, 403)),
    ("GET", f"/api/calls/{UNKNOWN}/events", None, (401, 401, 404, 404, 404, 404, 403, 403, 403)),
    ("POST", f"/api/calls/{MARIAS}/notes", NOTE, (401, 401, 403, 403, 201, 201, 403, 201, 403)),
    (
        "POST",
        "/api/tokens",
        {"call_id": MARIAS, "role": "agent", "ttl_s": 60},
        (401, 401, 200, 403, 200, 200, 403, 403, 403),
    ),
    (
        "POST",
        "/api/tokens",
        {"call_id": MARIAS, "role": "supervisor", "ttl_s": 60},
        (401, 401, 403, 403, 200, 200, 403, 403, 403),
    ),
    (
        "POST",
        "/api/tokens",
        {"call_id": MARIAS, "role": "admin", "ttl_s": 60},
        (401, 401, 403, 403, 403, 200, 403, 403, 403),
    ),
    (
        "POST",
        "/api/tokens",
        {"call_id": UNKNOWN, "role": "agent", "ttl_s": 60},
        (401, 401, 404, 404, 200, 200, 403, 403, 403),
    ),
    ("GET", "/api/settings", None, (401, 401, 403, 403, 403, 200, 403, 403, 403)),
    ("DELETE", f"/api/calls/{UNKNOWN}", None, (401, 401, 404, 404, 404, 404, 403, 403, 403)),
    ("DELETE", f"/api/calls/{MARIAS}", None, (401, 401, 403, 403, 403, 409, 403, 403, 403)),
    ("GET", "/metrics", None, (401, 401, 403, 403, 200, 200, 403, 403, 403)),
    ("GET", "/healthz", None, (200,) * 9),
    ("GET", "/readyz", None, (200,) * 9),
    ("GET", "/docs", None, (200,) * 9),
    ("GET", "/openapi.json", None, (200,) * 9),
    ("GET", "/", None, (200,) * 9),
    ("GET", f"/calls/{MARIAS}", None, (200,) * 9),
]


async def test_each_role_at_each_route(tmp_path: Path) -> None:
    """401 for a missing or wrong key, 403 for a known one that is not for this, 404 only then."""
    async with an_app(tmp_path, api_keys=API_KEYS) as (_, app):
        credentials = KEYS | await _tokens(app)
        for method, path, body, expected in MATRIX:
            answers = []
            for who in WHO:
                async with asked(app, credentials.get(who)) as client:
                    answers.append(await client.request(method, path, json=body))
            statuses = tuple(answer.status_code for answer in answers)
            assert statuses == expected, (method, path, body)
            for answer in answers:
                if answer.is_error:
                    assert set(answer.json()) >= {"error_code", "message", "details", "retry_after"}
                assert (answer.status_code == 401) == ("www-authenticate" in answer.headers)


async def test_no_route_is_open_that_is_not_meant_to_be(tmp_path: Path) -> None:
    """Every documented route but health and Twilio's own refuses a request without a key."""
    async with an_app(tmp_path, api_keys=API_KEYS) as (_, app), asked(app) as client:
        unguarded = set()
        for path, operations in app.openapi()["paths"].items():
            for method, operation in operations.items():
                answer = await client.request(method, path.replace("{call_id}", MARIAS))
                if answer.status_code != 401:
                    unguarded.add(path)
                else:
                    assert {"401", "403", "429"} <= set(operation["responses"])
                    assert operation["security"] == [{"Bearer": []}]
        assert unguarded == {"/healthz", "/readyz", "/twilio/voice", "/twilio/status"}


async def test_the_list_of_an_agent_holds_their_own_calls(tmp_path: Path) -> None:
    """An agent's key lists the calls whose `agent_id` is its name; a supervisor's lists all."""
    async with an_app(tmp_path, api_keys=API_KEYS) as (_, app):
        listed = {}
        for who, key in (("maria", MARIA), ("ben", BEN), ("sam", SAM)):
            async with asked(app, key) as client:
                answer = await client.get("/api/calls", params={"search": "turn"})
                listed[who] = {call["call_id"] for call in answer.json()}
        assert listed == {"maria": {MARIAS}, "ben": {BENS}, "sam": {MARIAS, BENS}}


@pytest.mark.parametrize(
    ("call_id", "expected"),
    [
        (MARIAS, (401, 401, 101, 403, 101, 101, 101, 101, 403)),
        (UNKNOWN, (401, 401, 101, 101, 101, 101, 403, 403, 403)),
    ],
)
async def test_a_websocket_is_refused_before_the_upgrade(
    tmp_path: Path, call_id: str, expected: tuple[int, ...]
) -> None:
    """A real client gets 401 or 403 with the error's body, or a socket that speaks our protocol."""
    async with served(tmp_path, api_keys=API_KEYS) as server:
        async with server.ask(ADA) as client:
            credentials = KEYS | await _tokens_of(client)
        statuses = []
        for who in WHO:
            refusal = await refused(server.live(call_id, credentials.get(who)))
            statuses.append(refusal.status_code if refusal else 101)
            if refusal:
                body = orjson.loads(refusal.body)
                assert set(body) >= {"error_code", "message", "details", "retry_after"}
                assert ("WWW-Authenticate" in refusal.headers) == (refusal.status_code == 401)
        assert tuple(statuses) == expected


async def test_a_websocket_with_a_bad_cursor_is_refused_by_name(tmp_path: Path) -> None:
    """A wrong `after` is 422 with the error's body, and 401 comes first."""
    async with served(tmp_path, api_keys=API_KEYS) as server:
        for key, status, code in (
            (MARIA, 422, "invalid_request"),
            (None, 401, "credential_missing"),
        ):
            refusal = await refused(server.live(MARIAS, key, after=-1))
            assert refusal
            assert refusal.status_code == status
            assert orjson.loads(refusal.body)["error_code"] == code


async def test_other_programs_may_send_the_header_on_a_websocket(tmp_path: Path) -> None:
    """`Authorization: Bearer` does on a WebSocket too, where a client can send it."""
    async with served(tmp_path, api_keys=API_KEYS) as server:
        headers = {"Authorization": f"Bearer {MARIA}"}
        async with server.live(MARIAS, None, additional_headers=headers) as socket:
            assert (await events(socket, 1))[0]["type"] == "call.started"


async def test_server_sent_events_are_guarded_as_rest_is(tmp_path: Path) -> None:
    """`GET …/live` is 401 without a key, 403 for another agent, and streams to the call's own."""
    async with served(tmp_path, api_keys=API_KEYS) as server:
        path = f"/api/calls/{MARIAS}/live"
        for key, status in ((None, 401), (BEN, 403)):
            async with server.ask(key) as client:
                assert (await client.get(path)).status_code == status
        async with server.ask(MARIA) as client, client.stream("GET", path) as stream:
            assert stream.status_code == 200
            lines = stream.aiter_lines()
            assert await anext(lines) == "id: 1"


async def test_an_agent_may_wait_for_a_call_and_gets_their_own(tmp_path: Path) -> None:
    """A socket that comes before its call gets the call from its first event on."""
    async with served(tmp_path, api_keys=API_KEYS) as server:
        waiting = server.live("CA-next", MARIA)
        async with waiting as socket:
            await start_call(server.runtime, "CA-next", "maria")
            await say(server.runtime, "CA-next", 1)
            assert [event["seq"] for event in await events(socket, 2)] == [1, 2]


async def test_an_agent_who_waits_for_a_call_gets_nothing_of_someone_elses(tmp_path: Path) -> None:
    """When the call starts and is another agent's, the socket closes with 4403 and no event."""
    async with served(tmp_path, api_keys=API_KEYS) as server:
        async with server.live("CA-next", MARIA) as socket:
            await socket.send('{"type": "pause"}')
            (refusal,) = await events(socket, 1)
            assert refusal["data"]["error_code"] == "call_not_running"
            await start_call(server.runtime, "CA-next", "ben")
            with pytest.raises(ConnectionClosed) as closed:
                await socket.recv()
        assert closed.value.rcvd
        assert closed.value.rcvd.code == 4403


async def test_a_call_that_is_given_on_goes_with_its_agent(tmp_path: Path) -> None:
    """A second `call.started` for another agent closes the first one's socket with 4403."""
    async with served(tmp_path, api_keys=API_KEYS) as server:
        async with server.live(MARIAS, MARIA, after=3) as socket:
            await say(server.runtime, MARIAS, 2)
            await events(socket, 1)
            await start_call(server.runtime, MARIAS, "ben")
            with pytest.raises(ConnectionClosed) as closed:
                await socket.recv()
        assert closed.value.rcvd
        assert closed.value.rcvd.code == 4403
        async with server.live(MARIAS, BEN) as socket:
            assert [event["seq"] for event in await events(socket, 5)] == [1, 2, 3, 4, 5]


async def test_nobody_takes_over_a_call_by_bringing_it_in(tmp_path: Path) -> None:
    """An agent's segments or recordings for another agent's call are 403; for a new one they pass.

    The call would go on as theirs, with all that was said in it.
    """
    async with served(tmp_path, api_keys=API_KEYS) as server:
        await end_call(server.runtime, BENS)
        ingest = f"ws://127.0.0.1:{server.port}/api/ingest"
        headers = {"Authorization": f"Bearer {MARIA}"}
        refusal = await refused(
            connect(f"{ingest}/{BENS}", additional_headers=headers, proxy=None), protocol=None
        )
        assert refusal
        assert refusal.status_code == 403
        files = {"customer": b"", "agent": b""}
        async with server.ask(MARIA) as client:
            answer = await client.post(f"/api/calls/{BENS}/audio", files=files)
            assert answer.status_code == 403
        segment = '{"speaker": "customer", "text": "Hello there."}'
        async with connect(f"{ingest}/CA-new", additional_headers=headers, proxy=None) as socket:
            await socket.send(segment)
            await socket.send('{"type": "end"}')
            await socket.wait_closed()
        async with server.ask(MARIA) as client:
            listed = (await client.get("/api/calls")).json()
            assert {call["call_id"] for call in listed} == {MARIAS, "CA-new"}


@pytest.mark.parametrize(
    ("address", "caller", "expected"),
    [
        ("/twilio/voice", "client:maria", '<Parameter name="agent_id" value="maria" />'),
        ("/twilio/voice?agent_id=ben", "+14155550100", '<Parameter name="agent_id" value="ben" />'),
        ("/twilio/voice?agent_id=ben", "client:maria", 'name="agent_id" value="maria"'),
    ],
)
async def test_a_call_knows_its_agent(
    tmp_path: Path, address: str, caller: str, expected: str
) -> None:
    """The TwiML names the agent: the browser that calls, or who the webhook's address says."""
    async with an_app(tmp_path, twilio_agent_number="+14155550100") as (_, app), asked(app) as ask:
        twiml = (await ask.post(address, data={"From": caller, "To": "+14155550123"})).text
    assert expected in twiml
    assert twiml.count("agent_id") == 1


async def test_feedback_bears_the_name_of_the_key(tmp_path: Path) -> None:
    """`feedback.recorded` says who gave it: the key's name, or the one a token was made for."""
    async with served(tmp_path, api_keys=API_KEYS) as server:
        await server.runtime.events.publish(
            MARIAS,
            raw(
                EventType.SUGGESTION_STARTED,
                {"suggestion_id": "s1", "turn_id": "t1", "lane": "llm", "specialist": "sales"},
            ),
        )
        async with server.ask(ADA) as client:
            wanted = {"call_id": MARIAS, "role": "agent", "ttl_s": 60, "name": "Maria (CRM)"}
            token = (await client.post("/api/tokens", json=wanted)).json()["token"]
        names = []
        for after, credential in enumerate((MARIA, token), 4):
            async with server.live(MARIAS, credential, after=after) as socket:
                await socket.send('{"type":"feedback","suggestion_id":"s1","rating":"used"}')
                names.append((await events(socket, 1))[0]["data"]["by"])
        assert names == ["maria", "Maria (CRM)"]


async def test_a_note_reaches_the_agent_as_a_durable_event(tmp_path: Path) -> None:
    """What a supervisor posts is a numbered `note.added`, with its words and who said them."""
    async with served(tmp_path, api_keys=API_KEYS) as server:
        async with server.live(MARIAS, MARIA, after=3) as socket, server.ask(SAM) as client:
            posted = await client.post(f"/api/calls/{MARIAS}/notes", json=NOTE)
            (event,) = await events(socket, 1)
        assert posted.json() == event
        assert (event["type"], event["seq"]) == ("note.added", 4)
        assert event["data"] | {"note_id": ""} == {
            "note_id": "",
            "text": NOTE["text"],
            "by": "sam",
        }


async def test_a_note_shows_no_card(tmp_path: Path) -> None:
    """What must not be kept is hidden in a note as in the call's turns, by the same names."""
    async with an_app(tmp_path, api_keys=API_KEYS) as (runtime, app), asked(app, SAM) as client:
        async with runtime.place(MARIAS) as place:
            place.redactor.redact("4000 0566 5566 5556")
            note = {"text": "Don't take 4242 4242 4242 4242 again."}
            posted = await client.post(f"/api/calls/{MARIAS}/notes", json=note)
        assert posted.json()["data"]["text"] == "Don't take [card 2] again."


async def test_a_note_that_is_none_is_refused(tmp_path: Path) -> None:
    """An empty or too long note, or an unknown field, is 422."""
    wrong = ({}, {"text": ""}, {"text": " \n"}, {"text": "x" * 2001}, {"text": "x", "to": "ben"})
    async with an_app(tmp_path, api_keys=API_KEYS) as (_, app), asked(app, SAM) as client:
        for note in wrong:
            answer = await client.post(f"/api/calls/{MARIAS}/notes", json=note)
            assert (answer.status_code, answer.json()["error_code"]) == (422, "invalid_request")


async def test_an_admin_erases_a_call_that_has_ended(tmp_path: Path) -> None:
    """After DELETE nothing of the call is left to ask for; its words are in no list."""
    async with an_app(tmp_path, api_keys=API_KEYS) as (_, app), asked(app, ADA) as client:
        assert (await client.delete(f"/api/calls/{BENS}")).status_code == 204
        assert (await client.get(f"/api/calls/{BENS}")).status_code == 404
        assert (await client.delete(f"/api/calls/{BENS}")).status_code == 404
        listed = (await client.get("/api/calls")).json()
        assert [call["call_id"] for call in listed] == [MARIAS]


async def test_the_settings_show_no_secret(tmp_path: Path) -> None:
    """`GET /api/settings` names the keys and their roles, and masks what is secret."""
    secret = "s" * 40
    async with (
        an_app(tmp_path, api_keys=API_KEYS, token_secret=secret, openai_api_key="sk-1") as (_, app),
        asked(app, ADA) as client,
    ):
        answer = await client.get("/api/settings")
        shown = answer.json()
    assert shown["API_KEYS"][0] == {"name": "maria", "role": "agent"}
    assert shown["HOST"] == "127.0.0.1"
    assert not any(hidden in answer.text for hidden in (secret, "sk-1", MARIA, ADA, "digest"))


async def test_without_keys_everything_is_open_to_this_machine(tmp_path: Path) -> None:
    """No key is asked for, and one that is sent does no harm."""
    async with an_app(tmp_path) as (_, app):
        for credential in (None, "k" * 32):
            async with asked(app, credential) as client:
                for path in ("/api/calls", f"/api/calls/{MARIAS}", "/api/settings", "/metrics"):
                    assert (await client.get(path)).status_code == 200


async def test_without_keys_nobody_else_is_answered(tmp_path: Path) -> None:
    """Not a page that points its own name at this machine, nor a tunnel, nor a forwarded client."""
    asking = {
        ("127.0.0.1:7860", "127.0.0.1"): 200,
        ("localhost:7860", "127.0.0.1"): 200,
        ("[::1]:7860", "::1"): 200,
        ("app.localhost", "127.0.0.1"): 200,
        ("evil.example:7860", "127.0.0.1"): 403,
        ("tunnel.ngrok.app", "127.0.0.1"): 403,
        ("192.168.0.7:7860", "127.0.0.1"): 403,
        ("127.0.0.1:7860", "203.0.113.9"): 403,
        ("localhost@evil.example", "127.0.0.1"): 403,
        ("[::1", "127.0.0.1"): 403,
    }
    async with an_app(tmp_path) as (_, app):
        for (host, client), expected in asking.items():
            transport = httpx.ASGITransport(app, client=(client, 5000))
            async with httpx.AsyncClient(transport=transport, base_url="http://x") as http:
                answer = await http.get("/api/calls", headers={"Host": host})
            assert answer.status_code == expected, (host, client)
            if expected == 403:
                assert answer.json()["error_code"] == "this_machine_only"


async def test_no_key_and_no_token_is_ever_logged(tmp_path: Path) -> None:
    """Right or wrong, in a header, a subprotocol or an address: the log has none of them."""
    lines: list[str] = []
    sink = logger.add(lines.append, level="TRACE")
    wrong = "wrong-key-0123456789"
    try:
        async with served(tmp_path, api_keys=API_KEYS) as server:
            async with server.ask(SAM) as client:
                token = (await client.post("/api/tokens", json={"call_id": MARIAS})).json()["token"]
                await client.get("/api/calls", params={"key": wrong})
            for credential in (MARIA, token, token[:-4] + "AAAA", wrong):
                async with server.ask(credential) as client:
                    await client.get(f"/api/calls/{MARIAS}")
                await refused(server.live(MARIAS, credential))
            async with server.live(MARIAS, MARIA, after=3) as socket:
                await socket.send(orjson.dumps({"type": "token", "token": wrong}).decode())
                assert (await events(socket, 1))[0]["data"]["error_code"] == "credential_wrong"
    finally:
        logger.remove(sink)
    assert lines
    told = "".join(lines)
    assert not any(secret in told for secret in (MARIA, SAM, wrong, token, token[:-4]))


async def _tokens(app: FastAPI) -> dict[str, str]:
    async with asked(app, ADA) as client:
        return await _tokens_of(client)


async def _tokens_of(client: httpx.AsyncClient) -> dict[str, str]:
    wanted = {
        "agent token": (MARIAS, Role.AGENT),
        "supervisor token": (MARIAS, Role.SUPERVISOR),
        "other": (BENS, Role.ADMIN),
    }
    made = {}
    for who, (call_id, role) in wanted.items():
        body = {"call_id": call_id, "role": role, "ttl_s": 60}
        made[who] = (await client.post("/api/tokens", json=body)).json()["token"]
    return made
