"""Middleware stack: the checks that every request and WebSocket passes, outermost first.

Turns → HeadRequests → SecurityHeaders → OriginCheck → CORS → AuthGate → UploadGate → BodyLimit
→ NulGate → StoppedRequests → routes
"""

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from server.asgi.auth_gate import AuthGate
from server.asgi.body_limit import BodyLimit
from server.asgi.head_request import HeadRequests
from server.asgi.nul_gate import NulGate
from server.asgi.open_sockets import OpenSockets
from server.asgi.origin_check import OriginCheck
from server.asgi.rate_limit import RATE_LIMIT_FIELDS
from server.asgi.security_headers import SecurityHeaders
from server.asgi.shared_limiter import Limits
from server.asgi.stopped_requests import StoppedRequests
from server.asgi.turns import Turns
from server.asgi.upload_gate import UploadGate
from server.auth.authenticator import Authenticator
from server.auth.caller import ROLE_HEADER
from settings import Settings


def add_middleware(
    app: FastAPI,
    authenticator: Authenticator,
    settings: Settings,
    sockets: OpenSockets,
    limits: Limits | None = None,
) -> None:
    """Put the checks before `app`; the last one added is asked first."""
    app.add_middleware(StoppedRequests)
    app.add_middleware(NulGate)
    app.add_middleware(BodyLimit)
    app.add_middleware(UploadGate)
    known = {"authenticator": authenticator, "settings": settings, "sockets": sockets}
    app.add_middleware(AuthGate, **known, limits=limits)
    if settings.allowed_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=settings.allowed_origins,
            allow_methods=["GET", "POST", "PUT", "DELETE"],
            allow_headers=["Authorization", "Content-Type", "Last-Event-ID"],
            expose_headers=["Link", "Retry-After", ROLE_HEADER, *RATE_LIMIT_FIELDS],
        )
    app.add_middleware(OriginCheck, settings=settings)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(HeadRequests)
    app.add_middleware(Turns)
