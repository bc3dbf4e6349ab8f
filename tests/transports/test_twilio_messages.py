import asyncio
import base64
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.websockets import WebSocket, WebSocketState

from conversation.speech.speakers import Speaker
from tests.logged import logged
from transports.audio import mulaw
from transports.streams.key_press import KeyPress
from transports.streams.messages import MAX_MESSAGE_BYTES, StreamStopped
from transports.streams.packet import Packet
from transports.streams.source import Heard
from transports.streams.start import StreamError
from transports.twilio.messages import TwilioMessages, TwilioStart
from transports.twilio.source import read_start

START: dict[str, Any] = {
    "event": "start",
    "sequenceNumber": "1",
    "start": {
        "accountSid": "AC1",
        "streamSid": "MZ1",
        "callSid": "CA1",
        "tracks": ["inbound", "outbound"],
        "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1},
        "customParameters": {"agent_id": "7", "inbound_role": "agent"},
    },
    "streamSid": "MZ1",
}
PAYLOAD = base64.b64encode(bytes(range(160))).decode()
SECRET = base64.b64encode(b"what the customer said").decode()


def media(**fields: Any) -> str:
    """A media message; the fields replace those of a good one."""
    body = {"track": "inbound", "chunk": "1", "timestamp": "40", "payload": PAYLOAD} | fields
    return json.dumps({"event": "media", "media": body, "streamSid": "MZ1"})


def start(**fields: Any) -> dict[str, Any]:
    """A start message; the fields replace those of a good one."""
    return START | {"start": START["start"] | fields}


@pytest.fixture
def messages() -> TwilioMessages:
    return TwilioMessages(TwilioStart.parse(START), Speaker.CUSTOMER)


@pytest.fixture
def log() -> Iterator[list[str]]:
    with logged("DEBUG") as lines:
        yield lines


def audio_of(heard: Heard) -> bytes:
    """What is heard of a message: nothing of one that can't be used."""
    return heard.pcm if isinstance(heard, Packet) else b""


@pytest.mark.parametrize("inbound", Speaker)
def test_each_track_is_its_speakers_audio(inbound: Speaker):
    """`inbound` is the party of `inbound_role`, `outbound` the other; PCM at its place in ms."""
    messages = TwilioMessages(TwilioStart.parse(START), inbound)
    for track, speaker in (("inbound", inbound), ("outbound", inbound.other)):
        heard = messages.read(media(track=track))
        assert heard == Packet(speaker, 40, mulaw.decode(bytes(range(160))))


def test_numbers_may_be_numbers(messages: TwilioMessages):
    """A timestamp that is a JSON number is understood as well."""
    heard = messages.read(media(timestamp=40))
    assert isinstance(heard, Packet)
    assert heard.timestamp_ms == 40


def test_a_stop_ends_the_stream(messages: TwilioMessages):
    """`stop` is no audio."""
    stop = json.dumps({"event": "stop", "stop": {"callSid": "CA1"}, "streamSid": "MZ1"})
    assert isinstance(messages.read(stop), StreamStopped)


@pytest.mark.parametrize("event", ["connected", "mark", "dtmf"])
def test_other_messages_of_twilio_are_nothing(messages: TwilioMessages, log: list[str], event: str):
    """What Twilio may send beside audio is no audio, and no trouble."""
    assert messages.read(json.dumps({"event": event})) is None
    assert log == []


def test_a_key_that_was_pressed_is_told(messages: TwilioMessages):
    """By its digit alone; what is no key is nothing."""
    for digit, told in (("1", KeyPress("1")), ("#", KeyPress("#")), ("11", None), (7, None)):
        dtmf = {"event": "dtmf", "dtmf": {"track": "inbound_track", "digit": digit}}
        assert messages.read(json.dumps(dtmf)) == told


BAD: dict[str, str | bytes] = {
    "empty": "",
    "not JSON": f"{{{SECRET}",
    "no object": json.dumps([SECRET]),
    "null": "null",
    "a number": "17",
    "not UTF-8": "\ud800",
    "nested too deep": "[" * 5000,
    "binary": SECRET.encode(),
    "an empty binary": b"",
    "one megabyte": json.dumps({"event": "media", "media": SECRET * 40_000}),
    "no event": json.dumps({"media": SECRET}),
    "an unknown event": json.dumps({"event": SECRET}),
    "an event that is no text": json.dumps({"event": {"media": SECRET}}),
    "a second start": json.dumps(START),
    "media without media": json.dumps({"event": "media"}),
    "media that is no object": json.dumps({"event": "media", "media": SECRET}),
    "a track that is not there": media(track="sidetone"),
    "a track that is no text": media(track={"name": SECRET}),
    "bad base64": media(payload="not base64!"),
    "cut base64": media(payload="A" * 5),
    "a payload with umlauts": media(payload="ü" * 160),
    "a payload that is null": media(payload=None),
    "a payload that is a number": media(payload=5),
    "a payload that is an object": media(payload={"audio": SECRET}),
    "no payload": json.dumps({"event": "media", "media": {"timestamp": "5"}}),
    "an empty payload": media(payload=""),
}


DRESSES: dict[str, str | bytes] = {
    "lines": media(payload=f" {PAYLOAD[:76]}\r\n{PAYLOAD[76:]}\n"),
    "the alphabet of addresses": media(payload=PAYLOAD.replace("+", "-").replace("/", "_")),
    "no padding": media(payload=PAYLOAD.rstrip("=")),
    "more padding than is due": media(payload=PAYLOAD + "=="),
    "a binary frame": media().encode(),
    "a byte order mark": "\ufeff" + media(),
    "a binary frame with that mark": b"\xef\xbb\xbf" + media().encode(),
    "a number that is none": media().replace('"chunk"', '"level": NaN, "chunk"'),
    "half of a surrogate pair": media().replace('"chunk"', '"name": "Ana \\ud83d", "chunk"'),
    "a line break in a text": media().replace('"chunk"', '"name": "Ana\n", "chunk"'),
}


@pytest.mark.parametrize("data", DRESSES.values(), ids=DRESSES.keys())
def test_a_message_in_another_dress_is_heard(
    messages: TwilioMessages, log: list[str], data: str | bytes
):
    """A gateway between may write base64 or JSON in another way; it is no matter of the log."""
    heard, later = messages.read(data), messages.read(media(timestamp="60"))
    assert isinstance(later, Packet)
    assert heard == later._replace(timestamp_ms=40)
    assert log == []


WITHOUT_A_TIME: dict[str, str] = {
    "no timestamp": json.dumps({"event": "media", "media": {"payload": PAYLOAD}}),
    "a timestamp of words": media(timestamp="soon"),
    "a timestamp that is null": media(timestamp=None),
    "a timestamp below 0": media(timestamp="-20"),
    "a timestamp after the longest call": media(timestamp=str(3 * 86_400_000)),
    "a timestamp of 400 digits": media(timestamp="9" * 400),
    "a timestamp of 5000 digits": media(timestamp="9" * 5000),
    "a timestamp that is a list": media(timestamp=[1]),
    "a timestamp that is infinite": media(timestamp=5).replace(" 5", " 1e999"),
}


@pytest.mark.parametrize("data", WITHOUT_A_TIME.values(), ids=WITHOUT_A_TIME.keys())
def test_a_packet_without_a_time_is_heard_where_the_last_one_ended(
    messages: TwilioMessages, log: list[str], data: str
):
    """A stream whose messages have none is heard as well; the log says so, once."""
    other = json.loads(data)
    other["media"]["track"] = "outbound"
    said = [data, data, media(timestamp="5000"), data, json.dumps(other)]
    heard = [messages.read(one) for one in said]
    assert [one.timestamp_ms for one in heard if isinstance(one, Packet)] == [
        0,
        20,
        5000,
        5020,
        5040,
    ]
    assert all(audio_of(one) for one in heard)
    assert len(log) == 1
    assert "a timestamp that is none, or impossible" in log[0]


@pytest.mark.parametrize("data", BAD.values(), ids=BAD.keys())
def test_bad_input_is_one_line_in_the_log(
    messages: TwilioMessages, log: list[str], data: str | bytes
):
    """No audio, no exception, one log line that names the stream and quotes nothing."""
    assert not audio_of(messages.read(data))
    assert len(log) == 1
    assert log[0].startswith("stream MZ1: ignored ")
    assert SECRET not in log[0]
    assert len(log[0]) < 120


def test_good_input_goes_on_after_bad(messages: TwilioMessages):
    """No bad message costs the audio that comes after it."""
    for data in BAD.values():
        messages.read(data)
        assert isinstance(messages.read(media()), Packet)


def test_what_comes_in_the_stream_of_another_call_is_none_of_this_ones(messages: TwilioMessages):
    """Its audio, its keys and its end, once a `start` has said which stream that is."""
    other = {"callSid": "CA2", "streamSid": "MZ2"}
    assert messages.read(json.dumps({"event": "start", "start": other, "streamSid": "MZ2"})) is None
    for said in ({"event": "stop"}, {"event": "dtmf", "dtmf": {"digit": "1"}}, json.loads(media())):
        assert messages.read(json.dumps(said | {"streamSid": "MZ2"})) is None
    assert isinstance(messages.read(media()), Packet)
    assert messages.read('{"event": "dtmf", "dtmf": {"digit": "1"}, "streamSid": "MZ1"}')
    assert isinstance(messages.read('{"event": "stop", "streamSid": "MZ1"}'), StreamStopped)


def test_the_log_is_not_flooded(messages: TwilioMessages, log: list[str]):
    """The same fault again and again is a line at first, and one each time it is ten times as many.

    Ten thousand of them are three lines; another fault has its own.
    """
    for _ in range(10_000):
        messages.read("{")
    messages.read(b"")
    assert [line.rpartition("(")[2] for line in log] == [
        f"{count} so far)\n" for count in (1, 500, 5000, 1)
    ]


@given(st.text() | st.binary() | st.recursive(st.none() | st.text(), st.lists).map(json.dumps))
def test_whatever_comes_there_is_no_exception(data: str | bytes):
    """Any text and any bytes bring nothing and do no harm."""
    messages = TwilioMessages(TwilioStart.parse(START), Speaker.CUSTOMER)
    assert not audio_of(messages.read(data))


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "track": JSON | st.sampled_from(["inbound", "outbound"]),
            "timestamp": JSON | st.integers().map(str),
            "payload": JSON | st.just(PAYLOAD),
        },
    )
)
def test_a_media_message_is_audio_or_nothing(fields: dict[str, Any]):
    """Whatever its fields are, a media message is usable audio, or an empty packet, or nothing."""
    messages = TwilioMessages(TwilioStart.parse(START), Speaker.CUSTOMER)
    message = json.dumps({"event": "media", "media": fields})
    heard = messages.read(message)
    if heard is not None:
        assert isinstance(heard, Packet)
        assert heard.speaker in set(Speaker)
        assert heard.pcm or heard.timestamp_ms == 0
        assert 0 <= heard.timestamp_ms * 1_000_000 < 2**63


def test_a_start_says_which_call_it_is():
    """Call, stream and parameters are those of the message."""
    assert TwilioStart.parse(START) == TwilioStart(
        "CA1", "MZ1", {"agent_id": "7", "inbound_role": "agent"}, "AC1"
    )


def test_a_mark_is_no_parameter():
    """It is kept apart, so that it is neither stored nor shown, nor written with the start."""
    said = TwilioStart.parse(start(customParameters={"a": "b", "callshadow_mark": "17.x"}))
    assert (said.parameters, said.mark) == ({"a": "b"}, "17.x")
    assert "17.x" not in repr(said)


@pytest.mark.parametrize("account", [None, 7, "", "AC1\nERROR", "A" * 65])
def test_an_account_that_is_none_is_none(account: Any):
    """The account's id is compared and stored: nothing but its own characters."""
    assert TwilioStart.parse(start(accountSid=account)).account_id is None


def test_a_start_without_extras_is_enough():
    """Only the call id is needed; the stream id may stand outside."""
    message = {"event": "start", "start": {"callSid": "CA1"}, "streamSid": "MZ2"}
    assert TwilioStart.parse(message) == TwilioStart("CA1", "MZ2", {})


@pytest.mark.parametrize(
    "message",
    [
        {"event": "start"},
        {"event": "start", "start": None},
        {"event": "start", "start": "CA1"},
        start(callSid=None),
        start(callSid=""),
        start(callSid="CA1/../CA2"),
        start(callSid="CA1\nCA2"),
        start(callSid="C" * 65),
        start(callSid={"id": "CA1"}),
    ],
)
def test_a_start_without_a_usable_call_is_refused(message: dict[str, Any]):
    """The call id is in addresses, logs and the database: nothing but its own characters."""
    with pytest.raises(StreamError, match=r"no usable start\.callSid"):
        TwilioStart.parse(message)


@pytest.mark.parametrize("stream_id", [None, "", "MZ1\nERROR all is lost", "M" * 65])
def test_a_stream_without_a_usable_id_has_none(stream_id: str | None):
    """The stream's id stands in log lines: nothing but its own characters gets there."""
    message = start(streamSid=stream_id) | {"streamSid": None}
    assert TwilioStart.parse(message).stream_id is None


@pytest.mark.parametrize(
    "media_format",
    [
        {"encoding": "audio/x-l16", "sampleRate": 8000, "channels": 1},
        {"encoding": "audio/x-mulaw", "sampleRate": 16000, "channels": 1},
        {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 2},
        "audio/x-mulaw",
        None,
    ],
)
def test_another_format_is_refused(media_format: Any):
    """What is not mu-law, 8000 Hz, mono would be noise to the recogniser."""
    with pytest.raises(StreamError, match=r"mediaFormat.* must be"):
        TwilioStart.parse(start(mediaFormat=media_format))


def test_a_format_in_strings_is_the_same():
    """Twilio writes most numbers as strings; these two may be either."""
    fits = {"encoding": "audio/x-mulaw", "sampleRate": "8000", "channels": "1"}
    assert TwilioStart.parse(start(mediaFormat=fits)).call_id == "CA1"


@pytest.mark.parametrize("given_parameters", [None, [], "agent", 7])
def test_parameters_that_are_none_are_none(given_parameters: Any):
    """`customParameters` of another kind than an object is as none at all."""
    assert TwilioStart.parse(start(customParameters=given_parameters)).parameters == {}


def test_parameters_are_text():
    """Names and values are text that every database takes, whatever their JSON was."""
    parsed = TwilioStart.parse(start(customParameters={"agent_id": 7, "vip": True, "a\0b": "c\0d"}))
    assert parsed.parameters == {"agent_id": "7", "vip": "True", "ab": "cd"}


def test_who_is_inbound():
    """The parameter decides; without it, the setting does."""
    assert TwilioStart.parse(START).inbound_role(Speaker.CUSTOMER) == (Speaker.AGENT, True)
    assert TwilioStart("CA1", "MZ1").inbound_role(Speaker.AGENT) == (Speaker.AGENT, True)


@pytest.mark.parametrize("said", ["Customer", " customer ", "CUSTOMER", "", "  "])
def test_a_role_in_letters_of_any_case(said: str):
    """A call that nobody hears is too much for a capital letter; an empty one says nothing."""
    parsed = TwilioStart.parse(start(customParameters={"inbound_role": said}))
    default = Speaker.CUSTOMER if not said.strip() else Speaker.AGENT
    assert parsed.inbound_role(default) == (Speaker.CUSTOMER, True)


@pytest.mark.parametrize("default", Speaker)
def test_an_unknown_role_is_the_settings(default: Speaker):
    """And it is known that it is a guess, which might swap the two."""
    parsed = TwilioStart("CA1", "MZ1", {"inbound_role": "client"})
    assert parsed.inbound_role(default) == (default, False)


def test_the_limit_is_far_above_a_packet():
    """A packet of a whole second still passes."""
    assert len(media(payload=base64.b64encode(bytes(8000)).decode())) < MAX_MESSAGE_BYTES


def websocket(*messages: str | bytes | None) -> WebSocket:
    """An accepted WebSocket on which these messages come; None is a client that leaves.

    After them, nothing comes.
    """
    events: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    for message in messages:
        kind = "text" if isinstance(message, str) else "bytes"
        event = {"type": "websocket.receive", "text": None, "bytes": None} | {kind: message}
        events.put_nowait(event if message is not None else {"type": "websocket.disconnect"})

    async def send(_: Any) -> None:
        raise AssertionError("something was sent back into the call")

    socket = WebSocket({"type": "websocket"}, events.get, send)
    socket.client_state = WebSocketState.CONNECTED
    return socket


CONNECTED = json.dumps({"event": "connected", "protocol": "Call", "version": "1.0.0"})


async def test_a_stream_begins_with_its_start(log: list[str]):
    """`connected` and `start` make a call, without a line in the log."""
    assert await read_start(websocket(CONNECTED, json.dumps(START))) == TwilioStart.parse(START)
    assert log == []


async def test_what_comes_before_the_start_is_ignored(log: list[str]):
    """Audio before its start, junk and empty messages cost one line, however many there are."""
    junk = [media(), "", b"", b"\x00" * 100, "{", SECRET] * 50
    start = await read_start(websocket(CONNECTED, *junk, json.dumps(START)))
    assert start.call_id == "CA1"
    assert len(log) == 1
    assert SECRET not in log[0]


@pytest.mark.parametrize("before", [[], [CONNECTED], [media()]])
async def test_a_stream_that_closes_before_its_start_is_no_call(before: list[str]):
    """Whoever leaves without a start has no call."""
    with pytest.raises(StreamError, match="closed before its start"):
        await read_start(websocket(*before, None))


@pytest.mark.looptime
@pytest.mark.parametrize("before", [[], [CONNECTED]])
async def test_a_stream_without_a_start_is_not_waited_for(before: list[str]):
    """Who says nothing for ten seconds is not Twilio."""
    with pytest.raises(StreamError, match="no start message within 10 s"):
        await read_start(websocket(*before))


async def test_an_unusable_start_is_refused():
    """A start of another format ends the stream, and says what is wrong."""
    bad = start(mediaFormat={"encoding": "audio/x-l16"})
    with pytest.raises(StreamError, match=r"encoding must be audio/x-mulaw"):
        await read_start(websocket(json.dumps(bad)))


@pytest.mark.parametrize("named", [True, False])
def test_audio_of_another_stream_is_none_of_the_calls(*, named: bool, log: list[str]):
    """Though no `start` told of it; the call's own is heard where its `start` named no stream."""
    begun = start(streamSid="MZ1" if named else None) | {"streamSid": None}
    messages = TwilioMessages(TwilioStart.parse(begun), Speaker.CUSTOMER)
    assert isinstance(messages.read(media(chunk=1)), Packet)
    assert messages.read(media(chunk=2).replace("MZ1", "MZ2")) is None
    assert isinstance(messages.read('{"event": "stop", "streamSid": "MZ1"}'), StreamStopped)
    assert len(log) == 1
    assert "another stream" in log[0]
