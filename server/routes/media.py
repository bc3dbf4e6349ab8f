"""The media socket: Twilio's stream comes in, nothing goes out."""

from collections.abc import Awaitable, Callable

from fastapi import APIRouter, WebSocket, WebSocketException, status
from loguru import logger
from pipecat.runner.types import WebSocketRunnerArguments

from server.twilio_signature import media_url, signed

Bot = Callable[[WebSocketRunnerArguments], Awaitable[None]]
"""A Pipecat bot that hears one stream to its end."""


def media_router(bot: Bot) -> APIRouter:
    """The route that hosts `bot`."""
    router = APIRouter()

    @router.websocket("/twilio/media")
    async def media(websocket: WebSocket) -> None:
        if not signed(websocket, media_url(websocket), {}):
            logger.warning("/twilio/media: refused a stream with a wrong signature")
            raise WebSocketException(status.WS_1008_POLICY_VIOLATION)  # before accept: HTTP 403
        await websocket.accept()
        arguments = WebSocketRunnerArguments(websocket=websocket, transport_type="twilio")
        await bot(arguments)

    return router
