"""Audit of what callers have the carrier do: who, when, and which call; no number."""

from loguru import logger

from pipeline.runtime import Runtime
from server.auth.caller import Caller
from stores.errors import EventLogError


async def audited(runtime: Runtime, caller: Caller, action: str, call_id: str) -> None:
    """Keep who had it done. It is done by now, so a log that takes nothing is no refusal."""
    by = caller.audit_name
    logger.info("call {}: {} by {}", call_id, action, by)
    try:
        await runtime.log.audit(action, by, {"from": "", "to": call_id}, runtime.clock.now())
    except EventLogError as error:
        logger.error("call {}: {} by {} can't be audited: {}", call_id, action, by, error)
