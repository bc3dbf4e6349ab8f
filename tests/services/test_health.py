"""What the agent is told of a recogniser."""

import pytest

from conversation.events.payloads import Status
from conversation.events.status_codes import StatusCode
from conversation.speech.speakers import Speaker
from services.stt.health import SttHealth
from services.stt.refusal import SttRefusal

KEPT = "what is said meanwhile is kept, up to a minute of it"


def health() -> SttHealth:
    return SttHealth(Speaker.AGENT, vendor="Acme")


def told(status: Status | None) -> tuple[str, str] | None:
    return status and (status.as_data()["state"], status.as_data()["detail"])


def test_nothing_is_told_while_all_is_well():
    """That it still is so is no news, nor a call's good end."""
    assert health().recovered(0) is None
    assert health().ended(0) is None


def test_a_loss_and_a_recovery_are_told_once_each():
    """Further losses, and further words, are no news."""
    stt = health()
    lost = ("degraded", f"Acme is reconnecting; {KEPT}.")
    assert [told(stt.lost()), told(stt.lost())] == [lost, None]
    assert [told(stt.recovered(0)), told(stt.recovered(0))] == [("ok", "Acme hears again."), None]
    assert told(stt.lost()) == lost


def test_a_refusal_tells_its_cause():
    """And the party who is not heard; for good it is `down`, otherwise what is said is kept."""
    key = SttRefusal(StatusCode.STT_REFUSED, "refused the key; check ACME_KEY", permanent=True)
    stt = health()
    status = stt.lost(key)
    assert told(status) == ("down", "Acme refused the key; check ACME_KEY.")
    assert [stt.lost(key), stt.lost(), stt.losing()] == [None] * 3
    assert told(stt.recovered(0)) == ("ok", "Acme hears again.")
    assert status
    assert (status.speaker, status.code) == (Speaker.AGENT, StatusCode.STT_REFUSED)
    limit = SttRefusal(StatusCode.STT_LIMIT, "has reached its limit", permanent=False)
    assert told(health().lost(limit)) == (
        "degraded",
        f"Acme has reached its limit; it is tried again; {KEPT}.",
    )


def test_only_a_worse_trouble_is_news():
    """A connection that comes and goes, or is late besides, is one status."""
    stt = health()
    limit = SttRefusal(StatusCode.STT_LIMIT, "has reached its limit", permanent=False)
    states = [stt.late(), stt.lost(), stt.late(), stt.lost(limit), stt.lost(), stt.losing()]
    codes = [status.code if status else None for status in states]
    late, limited, losing = StatusCode.STT_LATE, StatusCode.STT_LIMIT, StatusCode.STT_LOSING
    assert codes == [late, None, None, limited, None, losing]


@pytest.mark.parametrize(
    ("given", "detail"),
    [
        ({}, "Acme is late; "),
        ({"has_told": False}, "Acme is there and has told nothing yet; "),
        ({"has_told": False, "is_odd": True}, "Acme answers what can't be read; "),
    ],
)
def test_one_that_has_told_nothing_is_told_as_such(given: dict[str, bool], detail: str):
    """What it is, as far as that is known."""
    assert told(health().late(**given)) == (
        "degraded",
        f"{detail}words come when it has caught up.",
    )


@pytest.mark.parametrize(
    ("lost_ms", "code"), [(200, "stt_recovered"), (300, "stt_lost"), (12_400, "stt_lost")]
)
def test_what_was_lost_is_told_with_its_length(lost_ms: float, code: str):
    """A "yes" takes 300 ms; what is less is what a speech detector hears more than a recogniser."""
    stt = health()
    stt.losing()
    status = stt.recovered(lost_ms)
    assert status
    assert (status.state, status.code) == ("ok", code)
    lost = f"{lost_ms / 1000:.1f} s of what the agent said was lost"
    assert (lost in status.detail) == (code == "stt_lost")
    ended = health().ended(lost_ms)
    assert (ended.detail if ended else "") == (
        f"Acme did not hear all: {lost}." if code == "stt_lost" else ""
    )


def test_a_loss_without_any_trouble_is_told():
    """Words that a recogniser that is there passes over are as lost as others."""
    stt = health()
    assert stt.recovered(100) is None
    status = stt.recovered(1900)
    assert told(status) == ("ok", "Acme hears again; 1.9 s of what the agent said was lost.")
    assert stt.recovered(0) is None
