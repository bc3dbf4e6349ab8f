"""Webhook form: the fields of a carrier's webhook, and the part of the answer that all share."""

from fastapi import Request

from conversation.errors import ErrorCode
from conversation.events.payloads import Component, ComponentState, Status
from conversation.events.status_codes import StatusCode
from pipeline.runtime import Runtime
from server.errors import ApiError
from server.responses import Responses

XML: Responses = {200: {"content": {"application/xml": {"schema": {"type": "string"}}}}}


async def read_form(request: Request, whose: str) -> dict[str, str]:
    """The form of a webhook.

    Raises:
        ApiError: 400, it is JSON; `whose` webhooks they are.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip() == "application/json":
        raise ApiError(
            400, ErrorCode.BAD_REQUEST, f"{whose} webhooks are forms, and this body is JSON."
        )
    return {key: str(value) for key, value in (await request.form()).items()}


async def tell_not_streamed(runtime: Runtime, call_id: str, detail: str) -> None:
    """Tell the agent, where the call is heard here, that its carrier can't stream it."""
    if call_id in runtime.calls:
        status = Status(Component.AUDIO, ComponentState.DOWN, StatusCode.AUDIO_NOT_STREAMED, detail)
        await runtime.events.publish(call_id, status)
