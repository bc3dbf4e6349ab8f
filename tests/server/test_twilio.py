from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from twilio.request_validator import RequestValidator
from websockets.asyncio.client import connect

from conversation.events.event import EventType
from settings.api_keys import parse_api_keys
from tests.logged import logged
from tests.server.stage import MARIAS, an_api, an_app, asked, refused, served

TOKEN = "0123456789abcdef0123456789abcdef"
PUBLIC = "https://shadow.example"
CALL = {"CallSid": "CA1", "From": "+33612345678", "To": "+33187654321"}
DIAL = '<Dial answerOnBridge="true" callerId="+33144556677">'
GUARDED: dict[str, Any] = {"twilio_auth_token": TOKEN, "public_url": PUBLIC}


@pytest.fixture
def log() -> Iterator[list[str]]:
    with logged("INFO") as lines:
        yield lines


def signature(url: str, form: dict[str, str]) -> dict[str, str]:
    return {"X-Twilio-Signature": RequestValidator(TOKEN).compute_signature(url, form)}


async def test_the_call_is_forked_first_and_connected_then(tmp_path: Path):
    """Both tracks are forked to us under the public address; then the agent's phone rings."""
    settings = {"public_url": PUBLIC, "twilio_agent_number": "+33144556677"}
    async with an_api(tmp_path, **settings) as client:
        answer = await client.post("/twilio/voice", data=CALL)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("application/xml")
    assert answer.text == (
        '<?xml version="1.0" encoding="UTF-8"?><Response>'
        '<Start><Stream name="call-shadow" statusCallback="https://shadow.example/twilio/status"'
        ' statusCallbackMethod="POST" track="both_tracks"'
        ' url="wss://shadow.example/twilio/media">'
        '<Parameter name="inbound_role" value="customer" /></Stream></Start>'
        '<Dial answerOnBridge="true"><Number>+33144556677</Number></Dial></Response>'
    )


async def test_an_agents_browser_is_the_inbound_track(tmp_path: Path):
    """A call from `client:…` is the agent's, who is named; the number it asks for rings."""
    async with an_api(tmp_path, public_url=PUBLIC, twilio_agent_number="+33144556677") as client:
        answer = await client.post("/twilio/voice", data=CALL | {"From": "client:maria"})
    assert '<Parameter name="inbound_role" value="agent" />' in answer.text
    assert '<Parameter name="agent_id" value="maria" />' in answer.text
    assert "<Number>+33187654321</Number>" in answer.text


@pytest.mark.parametrize(
    ("caller", "callee", "dial"),
    [
        ("client:maria", "+33187654321",
         f'{DIAL}<Number>+33187654321</Number></Dial>'),
        ("client:maria", "client:bob",
         f'{DIAL}<Client>bob</Client></Dial>'),
        ("sip:maria@desk.sip.twilio.com", "sip:+33187654321@desk.sip.twilio.com",
         f'{DIAL}<Number>+33187654321</Number></Dial>'),
    ],
)  # fmt: skip
async def test_a_call_that_an_agent_makes_is_connected(
    tmp_path: Path, caller: str, callee: str, dial: str
):
    """Twilio takes it with a caller id alone, and each kind of address by its own noun."""
    settings = {"public_url": PUBLIC, "twilio_caller_id": "+33144556677"}
    async with an_api(tmp_path, **settings) as client:
        form = CALL | {"From": caller, "To": callee}
        answer = await client.post("/twilio/voice", data=form)
    assert dial in answer.text
    assert '<Parameter name="inbound_role" value="agent" />' in answer.text
    assert '<Parameter name="agent_id" value="maria" />' in answer.text


async def test_an_identity_as_twilio_writes_it_is_the_agent_of_that_name(tmp_path: Path):
    """Identities are decoded, where that is the name of a key."""
    keys = parse_api_keys("m.oneill@example.com:agent:0123456789abcdef0")
    async with an_api(tmp_path, public_url=PUBLIC, api_keys=keys) as client:
        for identity in ("m.oneill%40example.com", "m_2Eoneill_40example_2Ecom"):
            form = CALL | {"From": f"client:{identity}"}
            answer = await client.post("/twilio/voice", data=form)
            assert '<Parameter name="agent_id" value="m.oneill@example.com" />' in answer.text


async def test_an_identity_is_the_agent_of_a_key_that_was_added(tmp_path: Path):
    """As it is of one of API_KEYS."""
    keys = parse_api_keys("ada:admin:0123456789abcdef0")
    async with an_api(tmp_path, public_url=PUBLIC, api_keys=keys) as client:
        by_ada = {"Authorization": "Bearer 0123456789abcdef0"}
        body = {"name": "m.oneill@example.com", "role": "agent"}
        assert (await client.post("/api/keys", json=body, headers=by_ada)).status_code == 201
        form = CALL | {"From": "client:m_2Eoneill_40example_2Ecom"}
        answer = await client.post("/twilio/voice", data=form)
    assert '<Parameter name="agent_id" value="m.oneill@example.com" />' in answer.text


async def test_a_webhook_by_get_or_with_json_is_told_what_is_right(tmp_path: Path):
    """Whoever set it up wrong reads what to change."""
    async with an_api(tmp_path) as client:
        for path in ("/twilio/voice", "/twilio/status"):
            by_get = await client.get(path)
            assert (by_get.status_code, by_get.headers["allow"]) == (405, "POST")
            assert by_get.json()["message"] == "GET is not taken here, but POST."
            as_json = await client.post(path, json=CALL)
            assert as_json.status_code == 400
            assert "JSON" in as_json.json()["message"]


async def test_the_setting_says_who_is_inbound(tmp_path: Path):
    """`INBOUND_ROLE=agent` is for lines that ring the agent first; `?agent_id=` names them."""
    settings = {"public_url": PUBLIC, "twilio_agent_number": "+14155550100"}
    async with an_api(tmp_path, **settings, inbound_role="agent") as client:
        answer = await client.post("/twilio/voice?agent_id=ben", data=CALL)
    assert '<Parameter name="inbound_role" value="agent" />' in answer.text
    assert '<Parameter name="agent_id" value="ben" />' in answer.text


@pytest.mark.parametrize("said", [{}, {"To": ""}, {"To": " "}, {"To": "nobody"}])
async def test_who_asks_for_nobody_is_told_and_makes_no_call(
    tmp_path: Path, said: dict[str, str]
) -> None:
    """A sentence, and no fork: a call of one person would be an empty record."""
    async with an_api(tmp_path, public_url=PUBLIC, twilio_caller_id="+14155550100") as client:
        form = {"From": "client:maria", "CallSid": "CA1"} | said
        answer = await client.post("/twilio/voice", data=form)
    assert answer.status_code == 200
    assert "<Say>" in answer.text
    assert "<Stream" not in answer.text


async def test_without_an_agent_to_ring_the_caller_is_told(tmp_path: Path, log: list[str]):
    """Nobody is left in silence: a sentence, and an error in the log."""
    async with an_api(tmp_path, public_url=PUBLIC) as client:
        answer = await client.post("/twilio/voice", data=CALL)
    assert "<Say>" in answer.text
    assert "<Dial" not in answer.text
    assert "<Stream" not in answer.text
    assert any("TWILIO_AGENT_NUMBER is not set" in line for line in log)


async def test_what_the_caller_sends_is_data_and_not_xml(tmp_path: Path):
    """A field with markup in it stays a text."""
    evil = CALL | {"From": "client:x", "To": '+1"/><Hangup/>'}
    async with an_api(tmp_path, public_url=PUBLIC) as client:
        answer = await client.post("/twilio/voice", data=evil)
    assert "<Hangup" not in answer.text


async def test_without_a_public_address_the_requests_own_is_used(tmp_path: Path):
    """For trying things out on this machine, plain ws."""
    async with an_api(tmp_path, twilio_agent_number="+14155550100") as client:
        answer = await client.post("/twilio/voice", data=CALL)
    assert 'url="ws://127.0.0.1/twilio/media"' in answer.text


@pytest.mark.parametrize("public_url", [PUBLIC, f"{PUBLIC}/", f"{PUBLIC}//"])
async def test_what_twilio_signed_is_let_in(tmp_path: Path, public_url: str):
    """The signature covers the public address, its query, and the form."""
    async with an_api(tmp_path, twilio_auth_token=TOKEN, public_url=public_url) as client:
        for path in ("/twilio/voice", "/twilio/voice?agent_id=7", "/twilio/status"):
            answer = await client.post(path, data=CALL, headers=signature(PUBLIC + path, CALL))
            assert answer.status_code in (200, 204), path


@pytest.mark.parametrize(
    ("public_url", "signed_for"),
    [
        ("https://shadow.example:8443", "https://shadow.example:8443"),
        ("https://shadow.example:443", "https://shadow.example"),
        ("https://shadow.example", "https://shadow.example:443"),
        ("https://shadow.example/calls/", "https://shadow.example/calls"),
        ("http://shadow.example:8080", "http://shadow.example:8080"),
        ("https://[2001:db8::1]:8443", "https://[2001:db8::1]:8443"),
        ("HTTPS://shadow.example", "https://shadow.example"),
    ],
)
async def test_the_public_address_may_have_a_port_or_a_path(
    tmp_path: Path, public_url: str, signed_for: str
) -> None:
    """Twilio leaves the usual port out, or writes it; a query is signed as it was sent."""
    settings = {"twilio_auth_token": TOKEN, "public_url": public_url}
    query = "?agent_id=a%20b&to=%2B33&empty=&to=2"
    async with an_api(tmp_path, **settings) as client:
        for path in ("/twilio/voice", f"/twilio/voice{query}"):
            headers = signature(signed_for + path, CALL)
            answer = await client.post(path, data=CALL, headers=headers)
            assert answer.status_code == 200, path
        other = signature(f"{signed_for}/twilio/voice?agent_id=maria", CALL)
        for path in (
            "/twilio/voice",
            "/twilio/voice?agent_id=ben",
            "/twilio/voice?agent_id=maria&x",
        ):
            assert (await client.post(path, data=CALL, headers=other)).status_code == 403, path


WRONG: dict[str, dict[str, str]] = {
    "none": {},
    "empty": {"X-Twilio-Signature": ""},
    "another": {"X-Twilio-Signature": "bm90IGEgc2lnbmF0dXJl"},
    "another address": signature("https://elsewhere.example/twilio/voice", CALL),
    "another scheme": signature("http://shadow.example/twilio/voice", CALL),
    "another path": signature(f"{PUBLIC}/twilio/status", CALL),
    "another form": signature(f"{PUBLIC}/twilio/voice", CALL | {"From": "+1"}),
}


async def test_what_twilio_did_not_sign_is_refused(tmp_path: Path, log: list[str]):
    """403 in the one shape, and a line without a number in it."""
    async with an_api(tmp_path, **GUARDED) as client:
        for name, headers in WRONG.items():
            answer = await client.post("/twilio/voice", data=CALL, headers=headers)
            told = (answer.status_code, answer.json()["error_code"])
            assert told == (403, "wrong_signature"), name
    assert log.count("/twilio/voice: refused a request with a wrong signature\n") == len(WRONG)
    assert not any(number in "".join(log) for number in (CALL["From"], CALL["To"]))


async def test_the_host_of_the_request_signs_nothing(tmp_path: Path):
    """A proxy, or an attacker, may write any Host: only PUBLIC_URL counts."""
    signed = signature("https://evil.example/twilio/voice", CALL)
    async with an_api(tmp_path, **GUARDED) as client:
        headers = signed | {"Host": "evil.example", "X-Forwarded-Host": "evil.example"}
        answer = await client.post("/twilio/voice", data=CALL, headers=headers)
    assert answer.status_code == 403


NO_FORMS = (
    ("application/json", b'{"CallSid": "CA1"}'),
    ("application/x-www-form-urlencoded", b"%%%=\xff&&&=&CallSid"),
    ("application/x-www-form-urlencoded", b""),
    ("multipart/form-data", b"no boundary"),
    ("multipart/form-data; boundary=x", b"--x\r\nbroken"),
    ("text/plain; charset=nonsense", b"\xff\xfe"),
)


async def test_a_body_that_is_no_form_is_survived(tmp_path: Path):
    """Unsigned nonsense gets TwiML or one typed error, never a 500."""
    async with an_api(tmp_path) as client:
        for content_type, body in NO_FORMS:
            headers = {"Content-Type": content_type}
            answer = await client.post("/twilio/voice", content=body, headers=headers)
            assert answer.status_code in (200, 400, 422), content_type
            assert answer.status_code == 200 or answer.json()["error_code"]


@pytest.mark.parametrize(
    ("form", "line"),
    [
        ({"StreamEvent": "stream-started"}, "call CA1: Twilio says stream-started\n"),
        ({"CallStatus": "completed"}, "call CA1: Twilio says completed\n"),
        (
            {"StreamEvent": "stream-error", "StreamError": "31930"},
            "call CA1: Twilio says stream-error (31930)\n",
        ),
        ({}, "call CA1: Twilio says ?\n"),
    ],
)
async def test_status_callbacks_are_lines_in_the_log(
    tmp_path: Path, log: list[str], form: dict[str, str], line: str
):
    """What becomes of a stream is logged with the call's id, and without a number."""
    async with an_api(tmp_path) as client:
        answer = await client.post("/twilio/status", data=CALL | form)
    assert answer.status_code == 204
    assert line in log
    assert not any(number in "".join(log) for number in (CALL["From"], CALL["To"]))


async def test_a_stream_that_fails_is_told_to_the_agent(tmp_path: Path):
    """A call that is being heard gets a status when Twilio says that its stream has failed."""
    form = {"CallSid": MARIAS, "StreamEvent": "stream-error", "StreamError": "31930"}
    async with an_app(tmp_path) as (runtime, app), asked(app) as client:
        await client.post("/twilio/status", data=form)
        before = await runtime.log.read(MARIAS)
        async with runtime.calls.claim(MARIAS):
            answer = await client.post("/twilio/status", data=form)
        (told,) = await runtime.log.read(MARIAS, after=len(before))
    assert answer.status_code == 204
    assert told.type is EventType.STATUS
    assert told.data == {
        "component": "audio",
        "state": "down",
        "code": "audio_not_streamed",
        "detail": "Twilio could not stream the call's audio (31930).",
        "speaker": None,
    }


async def test_a_status_callback_writes_one_line(tmp_path: Path, log: list[str]):
    """Line breaks in a field make no second line in the log."""
    form = {"CallSid": "CA1\nERROR all is lost", "CallStatus": "x\r\nERROR all is lost"}
    async with an_api(tmp_path) as client:
        await client.post("/twilio/status", data=form)
    (said,) = [line for line in log if "Twilio says" in line]
    assert len(said.splitlines()) == 1
    assert len(said) < 200


MEDIA = "/twilio/media"


@pytest.mark.parametrize("public_url", [PUBLIC, f"{PUBLIC}/"])
async def test_a_stream_that_twilio_signed_is_let_in(tmp_path: Path, public_url: str):
    """The handshake is signed over the `wss` address that the TwiML names."""
    headers = signature("wss://shadow.example/twilio/media", {})
    async with served(tmp_path, twilio_auth_token=TOKEN, public_url=public_url) as server:
        url = f"ws://127.0.0.1:{server.port}{MEDIA}"
        assert await refused(connect(url, additional_headers=headers, proxy=None), None) is None


async def test_a_stream_that_twilio_did_not_sign_is_refused(tmp_path: Path):
    """Missing, another scheme, another path, another host: 403 before the upgrade."""
    async with served(tmp_path, **GUARDED) as server:
        media = f"ws://127.0.0.1:{server.port}{MEDIA}"
        for url in (
            None,
            "ws://shadow.example/twilio/media",
            "https://shadow.example/twilio/media",
            "wss://shadow.example/twilio/media/",
            "wss://elsewhere.example/twilio/media",
        ):
            headers = signature(url, {}) if url else {}
            answer = await refused(connect(media, additional_headers=headers, proxy=None), None)
            assert answer, url
            assert answer.status_code == 403


async def test_without_a_token_any_stream_is_let_in(tmp_path: Path):
    """For trying things out on this machine, nothing is signed."""
    async with served(tmp_path) as server:
        url = f"ws://127.0.0.1:{server.port}{MEDIA}"
        assert await refused(connect(url, proxy=None), None) is None


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


async def test_the_webhooks_address_says_of_what_kind_a_numbers_calls_are(
    tmp_path: Path, log: list[str]
):
    """They go with the stream; a wrong one is logged, and the two are connected all the same."""
    async with an_api(tmp_path, public_url=PUBLIC, twilio_agent_number="+33144556677") as client:
        right = await client.post("/twilio/voice?language=fr&playbook=support", data=CALL)
        wrong = await client.post("/twilio/voice?language=french", data=CALL)
    assert '<Parameter name="language" value="fr" />' in right.text
    assert '<Parameter name="playbook" value="support" />' in right.text
    assert (wrong.status_code, "language" in wrong.text) == (200, False)
    assert "<Number>+33144556677</Number>" in wrong.text
    assert any("the webhook's address is wrong: the parameter language" in line for line in log)


async def test_the_customer_hears_the_notice_before_anything_is_forked(tmp_path: Path) -> None:
    """Where they call, at the start; where they are called, before they are connected.

    It is a sentence in the call's language, or a sound file.
    """
    told: dict[str, Any] = {"twilio_agent_number": "+33144556677", "public_url": PUBLIC}
    told |= {"twilio_consent_notice": "We listen & help.", "twilio_caller_id": "+33144556688"}
    async with an_api(tmp_path, **told) as client:
        calls = (await client.post("/twilio/voice?language=fr", data=CALL)).text
        form = CALL | {"From": "client:maria"}
        called = (await client.post("/twilio/voice", data=form)).text
        heard = (await client.post("/twilio/notice", data=CALL)).text
    assert '<Response><Say language="fr-FR">We listen &amp; help.</Say><Start>' in calls
    assert "<Say" not in called
    assert f'<Number url="{PUBLIC}/twilio/notice">+33187654321</Number>' in called
    assert '<Response><Say language="en-US">We listen &amp; help.</Say></Response>' in heard
    told["twilio_consent_notice"] = "https://shadow.example/notice.mp3"
    async with an_api(tmp_path, **told) as client:
        calls = (await client.post("/twilio/voice", data=CALL)).text
    assert "<Response><Play>https://shadow.example/notice.mp3</Play><Start>" in calls


async def test_a_number_has_an_agent_and_a_kind_of_its_own(tmp_path: Path) -> None:
    """By the file; the webhook's address goes before it, and an agent's own call is not its."""
    numbers = tmp_path / "numbers.yaml"
    numbers.write_text(
        f"'{CALL['To']}': {{agent: 'client:ben', agent_id: ben, language: es, notice: Hola}}"
    )
    told: dict[str, Any] = {"twilio_numbers": numbers, "public_url": PUBLIC}
    told |= {"twilio_agent_number": "+33144556677", "twilio_caller_id": "+33144556688"}
    async with an_api(tmp_path, **told) as client:
        own = (await client.post("/twilio/voice", data=CALL)).text
        asked = (await client.post("/twilio/voice?agent_id=ada&language=fr", data=CALL)).text
        other = (await client.post("/twilio/voice", data=CALL | {"To": "+33100000000"})).text
        agents = (await client.post("/twilio/voice", data=CALL | {"From": "client:maria"})).text
    for part in ('"agent_id" value="ben"', '"language" value="es"', "<Client>ben<", ">Hola</Say>"):
        assert part in own
        assert part not in other
        assert part not in agents
    assert "<Number>+33144556677</Number>" in other
    assert '"agent_id" value="ada"' in asked
    assert '"language" value="fr"' in asked
