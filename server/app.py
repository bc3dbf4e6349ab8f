"""The web application: webhooks, media socket, side channel, REST, console."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import Depends, FastAPI

from pipeline.runtime import Runtime
from pipeline.text_session import TextSession
from server.asgi.security_headers import add_security
from server.auth.access import UNKNOWN, Access, signed_in
from server.background import Background
from server.clock import Clock
from server.errors import INVALID, add_handlers
from server.metrics import count
from server.routes import (
    admin,
    calls,
    console,
    health,
    ingest,
    live,
    notes,
    text,
    tokens,
    twilio,
    uploads,
)
from server.routes.media import Bot, media_router
from server.sessions import Sessions


def create_app(runtime: Runtime, bot: Bot, clock: Clock | None = None) -> FastAPI:
    """Make the application.

    Args:
        runtime: What the calls of the process share; open until the application has stopped.
        bot: Hears one stream to its end.
        clock: What time tokens go by; default: the system's.
    """

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        await app.state.background.stop()

    app = FastAPI(
        title="Call Shadow",
        version=version("call-shadow"),
        description="Live advice for the human agent on a two-party phone call.",
        lifespan=lifespan,
    )
    app.state.runtime = runtime
    runtime.events.watch(count)
    app.state.sessions = Sessions(lambda: TextSession(runtime.redactor()))
    app.state.background = Background()
    app.state.access = access = Access(runtime.settings, clock or Clock())
    add_handlers(app)
    add_security(app, access, runtime.settings)
    app.include_router(media_router(bot))
    for module in (twilio, health):
        app.include_router(module.router)
    for module in (calls, live, notes, admin, tokens, text, ingest, uploads):
        app.include_router(
            module.router, dependencies=[Depends(signed_in)], responses=UNKNOWN | INVALID
        )
    console.mount(app)
    return app
