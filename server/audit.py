"""Audit of what callers have done: who, when, which call or document; no number, no words."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from loguru import logger

from pipeline.runtime import Runtime
from server.auth.caller import Caller
from stores.access.audit_action import AuditAction
from stores.errors import EventLogError


async def audited(runtime: Runtime, caller: Caller, action: AuditAction, call_id: str) -> None:
    """Keep who had the carrier do something with a call."""
    await _keep(runtime, caller.audit_name, action, f"call {call_id}", {"from": "", "to": call_id})


async def audited_delivery(
    runtime: Runtime, caller: Caller, action: AuditAction, call_id: str, targets: Sequence[str]
) -> None:
    """Keep who had what is told of a call sent, and to whom."""
    change = {"from": call_id, "to": ", ".join(targets)}
    await _keep(runtime, caller.audit_name, action, f"call {call_id}", change)


async def audited_document(
    runtime: Runtime, caller: Caller, action: AuditAction, address: str, *, is_gone: bool = False
) -> None:
    """Keep who did something with a document, by its address without what may be a secret in it."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    named = f"{parts.scheme}://{host}{parts.path}" if parts.scheme and host else address
    change = {"from": named, "to": ""} if is_gone else {"from": "", "to": named}
    await _keep(runtime, caller.audit_name, action, "knowledge", change)


async def audited_team_note(runtime: Runtime, caller: Caller, team: str, calls: int) -> None:
    """Keep who sent a note to which team, and how many live calls it reached."""
    change = {"from": "", "to": f"{team}: {calls}"}
    await _keep(runtime, caller.audit_name, AuditAction.NOTE_TEAM, "a team", change)


async def audited_change(
    runtime: Runtime, by: str, action: AuditAction, change: Mapping[str, str]
) -> None:
    """Keep who changed who may look."""
    await _keep(runtime, by, action, "access", change)


async def _keep(
    runtime: Runtime, by: str, action: AuditAction, named: str, change: Mapping[str, str]
) -> None:
    """Keep what is done by now, so that a log that takes nothing is no refusal."""
    logger.info("{}: {} by {}", named, action.value, by)
    try:
        await runtime.log.audit_trail.note(action, by, change, runtime.clock.now())
    except EventLogError as error:
        logger.error("{}: {} by {} can't be audited: {}", named, action.value, by, error)
