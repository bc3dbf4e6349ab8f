"""Signature of webhooks that we send, by the Standard Webhooks specification 1.0.0.

Source: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md

HMAC-SHA256 over `id.timestamp.body`, in base64, behind `v1,`; one for each secret, so that a secret
can be changed while both sides run.
"""

import base64
import binascii
import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256

ID, TIMESTAMP, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"
PREFIX = "whsec_"
_LEAST_BYTES, _MOST_BYTES = 24, 64


def secrets_in(text: str) -> tuple[bytes, ...]:
    """The secrets of a text: one, or the new and the old one with a blank between them.

    Raises:
        ValueError: One is none; the message does not say it.
    """
    found = tuple(map(_secret, text.split()))
    if not found:
        raise ValueError("is empty")
    return found


def _secret(text: str) -> bytes:
    try:
        if not text.startswith(PREFIX):
            raise ValueError
        secret = base64.b64decode(text.removeprefix(PREFIX), validate=True)
        if not _LEAST_BYTES <= len(secret) <= _MOST_BYTES:
            raise ValueError
    except (ValueError, binascii.Error):
        raise ValueError(
            f"is no secret: {PREFIX} and {_LEAST_BYTES} to {_MOST_BYTES} bytes in base64"
            f' (echo "{PREFIX}$(openssl rand -base64 32)" makes one)'
        ) from None
    return secret


def signed_headers(
    secrets: Sequence[bytes], message_id: str, body: bytes, now: datetime
) -> Mapping[str, str]:
    """The three headers of a delivery that is tried now."""
    at = str(int(now.timestamp()))
    signatures = " ".join(_signature(secret, message_id, at, body) for secret in secrets)
    return {ID: message_id, TIMESTAMP: at, SIGNATURE: signatures}


def _signature(secret: bytes, message_id: str, at: str, body: bytes) -> str:
    signed = b".".join((message_id.encode(), at.encode(), body))
    return f"v1,{base64.b64encode(hmac.new(secret, signed, sha256).digest()).decode()}"
