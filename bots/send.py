"""Write-back by hand, `callshadow send`: tells other systems of a call, or shows what it would.

$ callshadow send CA0123 --to bridge
sent     bridge  call.ended
waiting  bridge  call.summary: the webhook bridge takes no more at present (HTTP 429). Again in 5 s.
"""

import argparse
from collections.abc import Iterable

import orjson

from bots.output import Output
from conversation.errors import CallShadowError, ErrorCode
from pipeline.delivery_attempts import DeliveryOutcome
from pipeline.process_log import database_url
from pipeline.write_back import Planned, WriteBack
from pipeline.write_back_targets import open_write_back
from pubsub.clock import Clock
from services.delivery.errors import DeliveryError
from services.delivery.person import email_in, phone_in
from services.delivery.target import ContactQuery
from settings import Settings
from stores.access.audit_action import AuditAction
from stores.deliveries import DeliveryRecord
from stores.log.event_log import EventLog, open_event_log

_BY = "the command line"


async def main(args: argparse.Namespace, settings: Settings) -> int:
    """Run the command; returns its exit code: 1 where something was not taken.

    Raises:
        DeliveryError: There is no such target, or none at all.
        EventLogError: There is no such call, or the database does not answer.
        SettingsError: A target is set wrong.
    """
    console = Output(soft_wrap=True, highlight=False, markup=False)
    clock = Clock()
    async with (
        open_event_log(database_url(settings)) as log,
        open_write_back(settings, log, clock) as write_back,
    ):
        if args.dead:
            _print(console, map(_dead_line, await log.deliveries.dead(args.to)))
            return 0
        names = _names(args, write_back)
        if args.dry_run:
            planned = await write_back.plan(args.call_id, names, _person(args), args.approve)
            _print(console, (line for one in planned for line in _planned_lines(one)))
            return 0
        await _check_ended(log, args.call_id)
        change = {"from": args.call_id, "to": ", ".join(names)}
        await log.audit_trail.note(AuditAction.SEND, _BY, change, clock.now())
        outcomes = [
            outcome
            for name in names
            for outcome in await write_back.try_all(
                args.call_id, name, _person(args), args.approve, by_hand=True
            )
        ]
        _print(console, map(_outcome_line, outcomes))
        return 1 if any(outcome.error for outcome in outcomes) else 0


def _names(args: argparse.Namespace, write_back: WriteBack) -> list[str]:
    names = [args.to] if args.to else list(write_back.targets)
    if not names:
        raise DeliveryError(
            ErrorCode.TARGET_UNKNOWN, "no target is set: WEBHOOKS and others, docs/write-back.md"
        )
    for name in names:
        write_back.target(name)
    return names


async def _check_ended(log: EventLog, call_id: str) -> None:
    record = await log.call(call_id)
    if record and record.ended_at is None:
        raise CallShadowError(f"call {call_id} goes on", code=ErrorCode.CALL_RUNNING)


def _person(args: argparse.Namespace) -> ContactQuery | None:
    """The person that is given; None: the call's parameters tell.

    Raises:
        CallShadowError: What is given is no address or no number.
    """
    if not (args.phone or args.email or args.customer_id):
        return None
    found = ContactQuery(args.customer_id or "", email_in(args.email), phone_in(args.phone))
    if bool(args.phone) != bool(found.phone):
        raise CallShadowError("--phone: a number with its country's code, like +14155550123")
    if bool(args.email) != bool(found.email):
        raise CallShadowError("--email: an address like ada@example.com")
    return found


def _print(console: Output, lines: Iterable[str]) -> None:
    told = False
    for line in lines:
        console.print(line)
        told = True
    if not told:
        console.print("nothing")


def _planned_lines(planned: Planned) -> Iterable[str]:
    delivery = planned.delivery
    yield f"{planned.target}: {delivery.kind} ({delivery.key})"
    if delivery.waiting:
        yield f"  left out until they are approved: {', '.join(delivery.waiting)}"
    for request in delivery.requests:
        yield f"  {request.method} {request.address}"
        if payload := request.payload():
            shown = orjson.dumps(orjson.loads(payload), option=orjson.OPT_INDENT_2).decode()
            yield "\n".join(f"  {line}" for line in shown.splitlines())


def _outcome_line(outcome: DeliveryOutcome) -> str:
    record, error = outcome.record, outcome.error
    line = f"{record.state:<8} {record.target}  {record.kind}"
    if error is None:
        return f"{line}: {record.code}" if record.code else line
    again = f" Again in {error.retry_after:g} s." if error.retry_after else ""
    return f"{line}: {error}{again}"


def _dead_line(record: DeliveryRecord) -> str:
    at = record.at.isoformat(timespec="seconds")
    return f"{at}  {record.target}  {record.kind}  {record.call_id}  {record.code}"
