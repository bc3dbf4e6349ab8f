"""Webhooks are signed as the Standard Webhooks specification says, which a receiver can check."""

from datetime import UTC, datetime

import pytest

from examples.webhook_receiver import Seen, is_genuine
from peers.webhook_receiver import SECRET
from services.webhooks.signature import ID, secrets_in, signed_headers

BODY = b'{"test": 2432232314}'
AT = 1614265330
NOW = datetime.fromtimestamp(AT, UTC)
OTHER = "whsec_" + "A" * 43 + "="


def test_the_specifications_own_example() -> None:
    """Its secret, id, moment and body have its signature."""
    headers = signed_headers(secrets_in(SECRET), "msg_p5jXN8AQM9LWM0D4loKWxJek", BODY, NOW)
    assert headers == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": str(AT),
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


@pytest.mark.parametrize("text", ["", "hunter2", "whsec_", "whsec_c2hvcnQ=", "whsec_!" + "A" * 40])
def test_what_is_no_secret(text: str) -> None:
    """It is said what one is, and nothing of what stood there."""
    with pytest.raises(ValueError, match=r"is (no secret: whsec_ and 24|empty)") as refused:
        secrets_in(text)
    said = text.removeprefix("whsec_")
    assert not said or said not in str(refused.value)


def test_the_examples_receiver_takes_what_is_genuine() -> None:
    """With either secret while it is changed; nothing that was touched, is old, or not signed."""
    both = signed_headers(secrets_in(f"{OTHER} {SECRET}"), "msg_1", BODY, NOW)
    for secret in (SECRET, OTHER):
        assert is_genuine(secret, both, BODY, AT + 299)
    ours = signed_headers(secrets_in(SECRET), "msg_1", BODY, NOW)
    assert not is_genuine(OTHER, ours, BODY, AT)
    assert not is_genuine(SECRET, ours, BODY + b" ", AT)
    assert not is_genuine(SECRET, {**ours, ID: "msg_2"}, BODY, AT)
    for seconds in (301, -301):
        assert not is_genuine(SECRET, ours, BODY, AT + seconds)
    for name in ours:
        assert not is_genuine(SECRET, {n: v for n, v in ours.items() if n != name}, BODY, AT)


def test_the_examples_receiver_takes_a_message_once() -> None:
    """As long as a copy of it could be genuine; then its id is forgotten."""
    seen = Seen()
    assert seen.is_new("msg_1", 0)
    assert not seen.is_new("msg_1", 300)
    assert seen.is_new("msg_2", 601)
    assert seen.is_new("msg_1", 601)
