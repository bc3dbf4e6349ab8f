"""The messages of a write-back: their shape, their ids, and what is hidden in them."""

import orjson

from conversation.after_call.messages import MessageType, delivery_key, messages_of
from conversation.after_call.note import note_of
from conversation.after_call.redacted import redacted, redacted_note
from conversation.privacy.kinds import PiiKind
from conversation.privacy.redaction import Redactor
from tests.conversation.after_call.calls import CALL, CARD, SCORE, WHOLE, events


def test_a_call_that_goes_on_has_no_messages() -> None:
    """Nothing is told before the end."""
    assert messages_of(note_of(CALL, events(ends=False))) == []


ALERT = {
    "alert_id": "asks_for_manager",
    "title": "The customer asks for a manager",
    "priority": "high",
    "reasons": [{"code": "signal", "signal": "escalation"}, {"code": "sentiment", "score": -0.5}],
    "risk": 42,
    "notify": True,
}


def test_an_alert_is_told_while_the_call_goes_on() -> None:
    """Those that others are to know of, each by the number of its event; and with the rest."""
    quiet = ALERT | {"notify": False}
    told = (("alert.raised", ALERT), ("alert.raised", quiet))
    (one,) = messages_of(note_of(CALL, events(*told, ends=False)))
    assert (one.type, one.data["alert"]) == (MessageType.CALL_ALERT, ALERT)
    assert one.at is not None
    later = messages_of(note_of(CALL, events(*told)))
    assert [message.type for message in later] == [MessageType.CALL_ALERT, MessageType.CALL_ENDED]
    assert one.revision == 4


def test_a_message_for_each_thing_that_is_there() -> None:
    """The end alone, or all four, each with the call's facts and the version."""
    assert [one.type for one in messages_of(note_of(CALL, events()))] == [MessageType.CALL_ENDED]
    messages = messages_of(note_of(CALL, events(*WHOLE), SCORE))
    assert [one.type for one in messages] == [
        one for one in MessageType if one is not MessageType.CALL_ALERT
    ]
    for message in messages:
        told = orjson.loads(message.body())
        assert told.keys() == {"v", "type", "timestamp", "data"}
        assert (told["v"], told["type"]) == (1, message.type)
        assert told["timestamp"] == "2026-11-20T08:00:04.000Z"
        assert told["data"]["call"]["call_id"] == CALL
    ended = orjson.loads(messages[0].body())["data"]
    assert ended["figures"]["turns"] == {"agent": 1, "customer": 1}
    assert ended["obligations"][0]["state"] == "missed"


def test_an_id_is_of_what_is_told_to_whom() -> None:
    """The same again has the same id; a newer summary, or another target, has another."""
    keys = {
        delivery_key(target, CALL, kind, revision)
        for target in ("one", "two")
        for kind in ("call.summary", "call.score")
        for revision in (7, 9)
    }
    assert len(keys) == 8
    assert delivery_key("one", CALL, "call.score", 7) in keys
    assert all(key.startswith("msg_") and key.replace("_", "").isalnum() for key in keys)


def test_what_is_sent_is_redacted_again() -> None:
    """Parameters, summary, fields and comments; ids and moments stay."""
    note = redacted_note(note_of(CALL, events(*WHOLE), SCORE), Redactor())
    sent = b"".join(message.body() for message in messages_of(note))
    assert CARD.encode() not in sent
    assert b"+14155550123" not in sent
    assert b"[card 1]" in sent
    assert note.facts.call_id == CALL
    assert note.facts.agent_id == "maria"
    assert note.summary is not None
    assert note.summary.fields["need"].value == "Pays by [card 1]"
    assert note.summary.fields["budget"].value == "20000"


def test_what_redact_leaves_is_sent() -> None:
    """REDACT says what is hidden."""
    note = redacted_note(note_of(CALL, events(*WHOLE), SCORE), Redactor(frozenset({PiiKind.CARD})))
    assert note.facts.parameters["customer_number"] == "+14155550123"


def test_ids_are_no_texts() -> None:
    """What would look like a card number, and is an id, is left alone."""
    told = {"turn_ids": [CARD], "text": CARD, "score": 4.2, "list": [{"text": CARD}]}
    assert redacted(told, Redactor()) == {
        "turn_ids": [CARD], "text": "[card 1]", "score": 4.2, "list": [{"text": "[card 1]"}],
    }  # fmt: skip
