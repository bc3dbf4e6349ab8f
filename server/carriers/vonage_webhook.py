"""Vonage webhook: the proof that Vonage has sent it, and its JSON.

A token in `Authorization`, signed with the account's signature secret (HS256), holds a hash of the
body. Source: https://developer.vonage.com/en/getting-started/concepts/webhooks
"""

import hmac
from hashlib import sha256
from typing import Annotated, Any

import jwt
import orjson
from fastapi import Depends, Request
from loguru import logger

from conversation.errors import ErrorCode
from server.app_state import state_of
from server.carriers.refusals import refused, refused_from_afar
from server.deps import runtime_of
from server.errors import ApiError

# An older webhook is somebody's who has kept it.
_TIMELY_S = 300
# By how much Vonage's clock and ours may differ.
_SKEW_S = 30
# The time of day is the runtime's, and not the library's.
_UNTIMED: Any = {"verify_exp": False, "verify_iat": False, "verify_nbf": False, "verify_aud": False}


async def _webhook(request: Request) -> dict[str, Any]:
    """The webhook's JSON object, if Vonage signed it.

    Raises:
        ApiError: 403, it did not; 400, it is none.
    """
    body = await request.body()
    if refusal := _refusal_of(request, body):
        raise ApiError(403, ErrorCode.WRONG_SIGNATURE, refusal)
    said = _object(body)
    if said is None:
        message = "Vonage's webhooks are JSON objects: choose POST for them in its dashboard."
        raise ApiError(400, ErrorCode.BAD_REQUEST, message)
    return said


SignedWebhook = Annotated[dict[str, Any], Depends(_webhook)]


async def is_new(request: Request) -> bool:
    """Whether a webhook that Vonage has signed comes for the first time; else that is logged."""
    _, token = _authorization(request)
    taken = state_of(request).used_signatures.take(
        f"vonage {token.rpartition('.')[0]}", runtime_of(request).clock.monotonic()
    )
    if found := await taken:
        return found
    logger.info("{}: a webhook that has come before; ignored", request.url.path)
    return False


def _authorization(request: Request) -> tuple[str, str]:
    """The scheme and the token of a webhook's header; empty, where there is none."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return scheme, token.strip()


def _refusal_of(request: Request, body: bytes) -> str | None:
    """The refusal of a webhook that Vonage has not signed lately, which is logged; else None."""
    runtime = runtime_of(request)
    settings = runtime.settings
    if settings.vonage_signature_secret is None:
        return refused_from_afar(request, "VONAGE_SIGNATURE_SECRET")
    scheme, token = _authorization(request)
    secret = settings.vonage_signature_secret.get_secret_value()
    try:
        claims = jwt.decode(token, secret, algorithms=["HS256"], options=_UNTIMED)
    except jwt.InvalidTokenError:
        return refused(request, "with a wrong signature")
    if scheme.lower() != "bearer" or not _is_of(body, claims.get("payload_hash")):
        return refused(request, "with a signature of another body")
    application = settings.vonage_application_id
    if application and claims.get("application_id", application) != application:
        return refused(request, "of another application")
    if not _is_timely(claims, runtime.clock.now().timestamp()):
        return refused(request, "with a signature that has ended")
    return None


def _is_timely(claims: dict[str, Any], now: float) -> bool:
    """Whether a token was made lately; one that says when it begins or ends holds between these.

    A time is a number of seconds, which may have a fraction (RFC 7519, 2).
    """
    said = (claims.get("iat"), claims.get("nbf", now), claims.get("exp", now + 1))
    times = [at for at in said if isinstance(at, int | float)]
    if len(times) < len(said):
        return False
    made, begins, ends = times
    is_in_time = begins - _SKEW_S <= now < ends + _SKEW_S
    return is_in_time and now - _TIMELY_S <= made <= now + _TIMELY_S


def _is_of(body: bytes, given: Any) -> bool:
    """Whether the hash is the body's, or that of its JSON without blanks: Vonage hashes that."""
    forms = {body, orjson.dumps(_object(body))}
    hashes = (sha256(form).hexdigest() for form in forms)
    return isinstance(given, str) and any(
        hmac.compare_digest(ours.encode(), given.lower().encode()) for ours in hashes
    )


def _object(body: bytes) -> dict[str, Any] | None:
    try:
        said = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    return said if isinstance(said, dict) else None
