"""A loopback server that speaks the part of Vonage's Voice API by which legs are asked for.

It signs webhooks as Vonage does. Sources: https://developer.vonage.com/en/api/voice,
https://developer.vonage.com/en/getting-started/concepts/webhooks
"""

import asyncio
import json
from functools import cache
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from peers.http import HttpPeer, HttpRequest, send_json

APPLICATION = "78d335fa-323d-0114-9c3d-d6f0d48968cf"
SIGNATURE_SECRET = "the-signature-secret-of-an-account-at-the-peer"


@cache
def private_key() -> rsa.RSAPrivateKey:
    """The application's private key."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def private_pem() -> bytes:
    """The same as Vonage's dashboard hands it out."""
    form = serialization.PrivateFormat.PKCS8
    hidden = serialization.NoEncryption()
    return private_key().private_bytes(serialization.Encoding.PEM, form, hidden)


class VonagePeer(HttpPeer):
    """`async with VonagePeer() as peer:` serves `peer.url`, for `VONAGE_BASE_URL`.

    Attributes:
        asked: The legs that were asked for, in order: the bodies of `POST /v1/calls`.
        others: Whatever else was asked: method and path.
        refuse: The statuses of the next answers, in place of what was asked.
    """

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[dict[str, Any]] = []
        self.others: list[tuple[str, str]] = []
        self.refuse: list[int] = []

    async def _respond(self, request: HttpRequest, writer: asyncio.StreamWriter) -> None:
        await send_json(writer, *self._answer(request))

    def _answer(self, request: HttpRequest) -> tuple[int, dict[str, Any]]:
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        claims = _claims(token)
        if claims is None or claims.get("application_id") != APPLICATION:
            return 401, {"type": "UNAUTHORIZED", "error_title": "Unauthorized"}
        if (request.method, urlsplit(request.path).path) != ("POST", "/v1/calls"):
            self.others.append((request.method, request.path))
            return 200, {"count": 0, "_embedded": {"calls": []}}
        self.asked.append(json.loads(request.body))
        if self.refuse:
            return self.refuse.pop(0), {"title": "no", "type": "no"}
        uuid, conversation = str(uuid4()), f"CON-{uuid4()}"
        told = {"uuid": uuid, "status": "started", "direction": "outbound"}
        return 201, told | {"conversation_uuid": conversation}


def _claims(token: str) -> dict[str, Any] | None:
    # What is checked of time is the product's clock, which a test holds.
    untimed: Any = {"verify_exp": False, "verify_iat": False, "require": ["iat", "exp", "jti"]}
    try:
        return jwt.decode(token, private_key().public_key(), ["RS256"], options=untimed)
    except jwt.InvalidTokenError:
        return None


def signed(body: bytes, at: int, secret: str = SIGNATURE_SECRET, **claims: Any) -> dict[str, str]:
    """The headers of a webhook with that body, sent at a Unix time."""
    told = {
        "iat": at,
        "jti": str(uuid4()),
        "iss": "Vonage",
        "payload_hash": sha256(body).hexdigest(),
        "api_key": "a1b2c3d4",
        "application_id": APPLICATION,
    }
    token = jwt.encode(told | claims, secret, algorithm="HS256")
    return {"authorization": f"Bearer {token}", "content-type": "application/json"}
