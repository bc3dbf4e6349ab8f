"""The web application: webhooks, media socket, side channel, REST, console."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI

from pipeline.line import Line
from server import calls, console, health, live, twilio
from server.errors import add_handlers
from server.media import Bot, media_router
from server.metrics import count_events


def create_app(line: Line, bot: Bot) -> FastAPI:
    """Make the application.

    Args:
        line: What the calls of the process share; open until the application has stopped.
        bot: Hears one stream to its end.
    """

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        counting = asyncio.create_task(count_events(line.hub))
        yield
        counting.cancel()

    app = FastAPI(
        title="Call Shadow",
        version=version("call-shadow"),
        description="Live advice for the human agent on a two-party phone call.",
        lifespan=lifespan,
    )
    app.state.line = line
    add_handlers(app)
    app.include_router(media_router(bot))
    for module in (twilio, calls, live, health):
        app.include_router(module.router)
    console.mount(app)
    return app
