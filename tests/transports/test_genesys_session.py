"""A session of Genesys AudioHook, message by message."""

import json
from typing import Any

import pytest

from conversation.events.payloads import Status
from conversation.speech.speakers import Speaker
from peers.genesys import NOBODY, GenesysCall
from transports.audio import mulaw
from transports.genesys.session import GenesysSession, Taken
from transports.genesys.start import GenesysStart
from transports.streams.key_press import KeyPress
from transports.streams.messages import LONGEST_CALL_MS
from transports.streams.start import StreamError

CUSTOMER, AGENT = Speaker.CUSTOMER, Speaker.AGENT
NINES = "9" * 400
CONVERSATION = "090eaa2f-72fa-480a-83e0-8667ff89c0ec"


@pytest.fixture
def call() -> GenesysCall:
    return GenesysCall(CONVERSATION, "e160e428-53e2-487c-977d-96989bf5c99d")


@pytest.fixture
def session(call: GenesysCall) -> GenesysSession:
    return GenesysSession(GenesysStart.parse(json.loads(call.open())))


def frame(milliseconds: int = 100) -> bytes:
    """The customer is loud, the agent is silent."""
    return bytes([0x10, mulaw.SILENCE]) * (8 * milliseconds)


def places(session: GenesysSession, *frames: bytes) -> list[int]:
    """Where the frames begin."""
    return [session.take(data, 0.0).packets[0].timestamp_ms for data in frames]


def test_what_names_another_session_is_not_of_this_call(
    call: GenesysCall, session: GenesysSession
) -> None:
    """Its end, its keys and its pings; a message that names none is this session's."""
    other = GenesysCall(CONVERSATION)
    for kind in ("close", "ping", "dtmf", "paused"):
        assert session.take(other.message(kind, digit="1"), 0.0) == Taken()
    assert (session.take('{"type": "ping", "seq": 2}', 0.0).reply or "").count("pong") == 1
    assert session.take(call.message("close"), 0.0).ended == "hangup"


def test_an_open_says_which_call_it_is(call: GenesysCall) -> None:
    """Conversation, session, organisation, the customer's number, what the integration says."""
    start = GenesysStart.parse(json.loads(call.open()))
    assert (start.call_id, start.stream_id) == (CONVERSATION, call.session)
    assert start.account_id == "d7934305-0972-4844-938e-9060eef73d05"
    assert start.parameters == {"customer_number": "+13125550100", "playbook": "sales"}
    assert start.speakers == (CUSTOMER, AGENT)
    assert not start.is_probe


def test_channels_are_told_apart_in_the_order_of_the_offer(call: GenesysCall) -> None:
    """External is the customer, wherever it stands."""
    start = GenesysStart.parse(json.loads(call.open(("internal", "external"))))
    (agent, customer) = GenesysSession(start).take(frame(), 0.0).packets
    assert (agent.speaker, customer.speaker) == (AGENT, CUSTOMER)
    assert agent.pcm == mulaw.decode(b"\x10" * 800)
    assert customer.pcm == bytes(1600)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"type": "ping"}, "no open"),
        ({"id": None}, "no open"),
        ({"parameters": {"conversationId": CONVERSATION, "media": []}}, "both channels"),
        ({"parameters": {"conversationId": CONVERSATION, "media": "all"}}, "both channels"),
        ({"parameters": []}, "no open"),
    ],
)
def test_an_open_that_is_no_call_says_why(
    call: GenesysCall, change: dict[str, Any], told: str
) -> None:
    """Another message, or one channel alone, in which nobody could be told apart."""
    with pytest.raises(StreamError, match=told):
        GenesysStart.parse(json.loads(call.open()) | change)


def test_a_rate_may_be_a_string(call: GenesysCall) -> None:
    """It is answered as the protocol has it."""
    opened = json.loads(call.open())
    for offer in opened["parameters"]["media"]:
        offer["rate"] = str(offer["rate"])
    start = GenesysStart.parse(opened)
    assert start.media
    assert start.media["rate"] == 8000


def test_a_probe_needs_no_audio() -> None:
    """Its conversation is the null UUID."""
    probe = json.loads(GenesysCall(NOBODY).open())
    probe["parameters"]["media"] = []
    start = GenesysStart.parse(probe)
    assert start.is_probe
    assert json.loads(GenesysSession(start).opened())["parameters"]["media"] == []


def test_what_must_be_answered_is_answered_with_its_number(
    call: GenesysCall, session: GenesysSession
) -> None:
    """Ours count up; `clientseq` is the last one of theirs."""
    opened = json.loads(session.opened())
    offer = {"type": "audio", "format": "PCMU", "channels": ["external", "internal"], "rate": 8000}
    assert opened == {
        "version": "2",
        "id": call.session,
        "type": "opened",
        "seq": 1,
        "clientseq": 1,
        "parameters": {"startPaused": False, "media": [offer]},
    }
    pong = json.loads(session.take(call.message("ping"), 0.0).reply or "")
    assert (pong["type"], pong["seq"], pong["clientseq"]) == ("pong", 2, 2)
    assert session.take(call.message("update", language="fr"), 0.0).reply is None
    closed = session.take(call.message("close", reason="end"), 0.0)
    assert closed.ended == "hangup"
    assert json.loads(closed.reply or "")["clientseq"] == 4


def test_a_session_that_is_to_go_on_in_another_has_not_hung_up(
    call: GenesysCall, session: GenesysSession
) -> None:
    """Genesys closes it to reconnect, or as there was an error."""
    for reason in ("reconnect", "error"):
        assert session.take(call.message("close", reason=reason), 0.0).ended == "disconnected"
    for odd in (None, 7, ["end"], {}):
        assert session.take(call.message("close", reason=odd), 0.0).ended == "hangup"


def test_what_was_not_sent_is_a_gap(call: GenesysCall, session: GenesysSession) -> None:
    """Of a pause and of what was discarded, the call's time has passed."""
    assert places(session, frame(), frame()) == [0, 100]
    session.take(call.message("discarded", start="PT0.2S", discarded="PT1.5S"), 0.0)
    assert places(session, frame()) == [1700]
    session.take(call.message("paused"), 1.0)
    session.take(call.message("resumed", start="PT1.8S", discarded="PT1M2.25S"), 2.0)
    assert places(session, frame()) == [64_050]


def test_what_was_discarded_is_silence_and_told_once_an_episode(
    call: GenesysCall, session: GenesysSession
) -> None:
    """Of both parties; and taken back with the sum after ten seconds of audio."""
    places(session, frame())
    told: list[Status] = []
    for seconds in (4, 2):
        taken = session.take(call.message("discarded", discarded=f"PT{seconds}S"), 0.0)
        told += taken.told
        assert [packet.pcm for packet in taken.packets] == [bytes(16_000 * seconds)] * 2
    for _ in range(101):
        told += session.take(frame(), 0.0).told
    losses = [(status.speaker, status.code) for status in told if status.speaker]
    assert losses == [
        *((speaker, "audio_lost") for speaker in (CUSTOMER, AGENT)),
        *((speaker, "audio_recovered") for speaker in (CUSTOMER, AGENT)),
    ]
    assert "6.0 s of it" in told[-1].detail


def test_a_loss_that_is_open_at_the_end_is_told_in_sum(
    call: GenesysCall, session: GenesysSession
) -> None:
    """With the answer to `close`."""
    places(session, frame())
    for _ in range(2):
        session.take(call.message("discarded", discarded="PT3S"), 0.0)
    closed = session.take(call.message("close", reason="end"), 0.0)
    assert [status.detail for status in closed.told] == ["6.0 s of audio did not arrive"] * 2


@pytest.mark.parametrize("said", ["nothing", "resumed without a duration"])
def test_audio_ends_a_pause_that_is_never_resumed(
    call: GenesysCall, session: GenesysSession, said: str
) -> None:
    """It begins behind the silence so far, and no ping puts silence into it."""
    places(session, frame())
    assert [s.code for s in session.take(call.message("paused"), 10.0).told] == ["audio_held"]
    assert session.take(call.message("paused"), 11.0).told == ()
    session.take(call.message("ping"), 15.0)
    told = session.take(call.message("resumed"), 15.5).told if said != "nothing" else ()
    heard = session.take(frame(), 16.0)
    assert [status.code for status in (*told, *heard.told)] == ["audio_resumed"]
    assert heard.packets[0].timestamp_ms == 4100
    assert session.take(call.message("ping"), 20.0).packets == ()


def test_audio_ends_a_pause_with_which_a_session_begins(
    call: GenesysCall, session: GenesysSession
) -> None:
    """The first one stands behind the silence so far, as the second does."""
    session.take(call.message("paused"), 10.0)
    session.take(call.message("ping"), 20.0)
    first = session.take(frame(), 21.0)
    assert [status.code for status in first.told] == ["audio_resumed"]
    assert first.packets[0].timestamp_ms == 9000
    assert places(session, frame()) == [9100]
    assert session.take(call.message("ping"), 30.0).packets == ()


def test_gaps_make_no_call_longer_than_a_call_can_be(
    call: GenesysCall, session: GenesysSession
) -> None:
    """However often a day is said to be missing."""
    for _ in range(3):
        session.take(call.message("discarded", discarded="PT23H59M"), 0.0)
    assert places(session, frame()) == [LONGEST_CALL_MS - 60_000]


@pytest.mark.parametrize("seq", [2**64 - 1, 2**63, -5, True, 1e308, "7", None])
def test_answers_count_on_where_a_number_is_none(session: GenesysSession, seq: object) -> None:
    """A session goes on, whatever its client says that the number of a message is."""
    pongs = [
        json.loads(session.take(json.dumps({"type": "ping", "seq": said}), 0.0).reply or "")
        for said in (seq, seq, 4)
    ]
    assert [pong["clientseq"] for pong in pongs] == [2, 3, 4]


def test_an_open_whose_number_is_none_is_the_first(call: GenesysCall) -> None:
    """As it has to be, in any session."""
    assert GenesysStart.parse(json.loads(call.open()) | {"seq": 2**64 - 1}).seq == 1


def test_a_pause_is_silence_of_both_parties(call: GenesysCall, session: GenesysSession) -> None:
    """So that a call on hold for minutes is not given up; each ping brings what has passed."""
    places(session, frame())
    session.take(call.message("paused"), 10.0)
    brought = [session.take(call.message("ping"), 10.0 + at).packets for at in (0.5, 5.0, 10.0)]
    assert [len(packets) for packets in brought] == [0, 2, 2]
    assert [packet.timestamp_ms for packet in brought[1]] == [100, 100]
    assert [packet.timestamp_ms for packet in brought[2]] == [4100, 4100]
    assert brought[1][0].pcm == bytes(4000 * 16)
    session.take(call.message("resumed", start="PT10.1S", discarded="PT10.5S"), 20.5)
    assert places(session, frame()) == [10_600]
    assert session.take(call.message("ping"), 30.0).packets == ()


@pytest.mark.parametrize(
    ("message", "told"),
    [
        ("{oops", "not JSON"),
        (b"", "as much of each channel"),
        (bytes(70_000), "too much"),
        (b"\xff\xff\xff", "as much of each channel"),
        ('{"type": "surprise", "seq": 2}', "unknown type"),
        ('{"type": ["ping"], "seq": 2}', "unknown type"),
        ('{"type": "open", "seq": 2}', "a second open"),
        ('{"type": "error", "seq": 2, "parameters": {"code": 429}}', "an error that Genesys"),
        ('{"type": "resumed", "seq": 2, "parameters": {"discarded": "soon"}}', "a duration"),
        ('{"type": "resumed", "seq": 2, "parameters": {"discarded": "PT25H"}}', "a duration"),
        (
            json.dumps({"type": "discarded", "seq": 2, "parameters": {"discarded": f"PT{NINES}S"}}),
            "a duration",
        ),
        ('{"type": "update", "seq": 7}', "numbers of messages"),
        ('{"type": "update", "seq": 18446744073709551615}', "numbers of messages"),
    ],
)
def test_what_can_not_be_understood_is_a_line(
    session: GenesysSession, log: list[str], message: str | bytes, told: str
) -> None:
    """And costs nothing else: what comes after it is heard."""
    taken = session.take(message, 0.0)
    no_audio = [(speaker, b"") for speaker in Speaker] if isinstance(message, bytes) else []
    assert sorted((packet.speaker, packet.pcm) for packet in taken.packets) == sorted(no_audio)
    assert taken._replace(packets=()) == Taken()
    assert len(log) == 1
    assert told in log[0]
    assert places(session, frame()) == [0]


def test_a_key_that_was_pressed_is_told(session: GenesysSession) -> None:
    """By its digit, with no answer."""
    pressed = json.dumps({"type": "dtmf", "seq": 2, "parameters": {"digit": "1"}})
    assert session.take(pressed, 0.0) == Taken(pressed=KeyPress("1"))
