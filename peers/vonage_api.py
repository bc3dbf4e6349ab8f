"""A loopback server that speaks the part of Vonage's Voice API by which legs are asked for.

It signs webhooks as Vonage does. Sources: https://developer.vonage.com/en/api/voice,
https://developer.vonage.com/en/getting-started/concepts/webhooks
"""

import asyncio
import json
from functools import cache
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qsl, urlsplit
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
        legs: What is known of the legs of calls that run, by their uuid.
    """

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[dict[str, Any]] = []
        self.others: list[tuple[str, str]] = []
        self.refuse: list[int] = []
        self.legs: dict[str, dict[str, Any]] = {}

    async def _respond(self, request: HttpRequest, writer: asyncio.StreamWriter) -> None:
        await send_json(writer, *self._answer(request))

    def _answer(self, request: HttpRequest) -> tuple[int, dict[str, Any]]:
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        claims = _claims(token)
        if claims is None or claims.get("application_id") != APPLICATION:
            return 401, {"type": "UNAUTHORIZED", "error_title": "Unauthorized"}
        url = urlsplit(request.path)
        if (request.method, url.path) != ("POST", "/v1/calls"):
            self.others.append((request.method, request.path))
            return self._known(url.path.removeprefix("/v1/calls"), dict(parse_qsl(url.query)))
        self.asked.append(json.loads(request.body))
        if self.refuse:
            return self.refuse.pop(0), {"title": "no", "type": "no"}
        uuid, conversation = str(uuid4()), f"CON-{uuid4()}"
        told = {"uuid": uuid, "status": "started", "direction": "outbound"}
        return 201, told | {"conversation_uuid": conversation}

    def begin(self, uuid: str, *, direction: str, conversation: str, kind: str = "phone") -> None:
        """Have a leg run in a conversation, which Vonage knows by its id."""
        self.legs[uuid] = {
            "uuid": uuid,
            "status": "answered",
            "direction": direction,
            "conversation_uuid": conversation,
            "to": {"type": kind},
        }

    def _known(self, path: str, query: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """The answer about a leg, or about those that a list is asked for."""
        if path:
            leg = self.legs.get(path.removeprefix("/"))
            return (200, leg) if leg else (404, {"type": "NOT_FOUND", "error_title": "Not Found"})
        found = [leg for leg in self.legs.values() if query.items() <= leg.items()]
        return 200, {"count": len(found), "_embedded": {"calls": found}}


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
