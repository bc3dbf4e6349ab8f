"""What the agent is told of a recogniser."""

from conversation.events.payloads import Status
from conversation.speech.speakers import Speaker
from services.stt.health import SttHealth


def health() -> SttHealth:
    return SttHealth(Speaker.AGENT, vendor="Acme", key="ACME_KEY")


def told(status: Status | None) -> tuple[str, str] | None:
    return status and (status.as_data()["state"], status.as_data()["detail"])


def test_nothing_is_told_while_all_is_well():
    """Words are no news."""
    assert health().heard() is None


def test_a_loss_and_a_recovery_are_told_once_each():
    """Further losses, and further words, are no news."""
    stt = health()
    lost = ("degraded", "Acme is reconnecting; what is said meanwhile is kept.")
    assert [told(stt.lost()), told(stt.lost())] == [lost, None]
    assert [told(stt.heard()), told(stt.heard())] == [("ok", "Acme hears again."), None]
    assert told(stt.lost()) == lost


def test_a_refusal_names_the_setting():
    """And the party who is not heard."""
    status = health().refused()
    assert told(status) == ("down", "Acme refused the connection; check ACME_KEY.")
    assert status.speaker is Speaker.AGENT
