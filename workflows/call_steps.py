"""After-call steps of the product: the summary, the follow-through, and other systems told.

| step             | does                                     | where it fails for good            |
|------------------|------------------------------------------|------------------------------------|
| `summary`        | `call.summary`, by the model or by rules | the others are done                |
| `follow_through` | `suggestion.followed`, one a card        | the others are done                |
| `past_call`      | the call is kept as knowledge            | the others are done                |
| `send NAME`      | a webhook or a CRM is told               | the others are done                |
| `fields NAME`    | writes the CRM fields, once somebody has | what was told is taken back, as    |
|                  | approved those that need it              | far as its target can              |

Each may run twice and does its work once.
"""

from collections.abc import Sequence
from datetime import timedelta

from conversation.after_call.note import NOTE_TYPES, note_of
from conversation.events.event import CallEvent, EventType
from conversation.jobs.retries import RetryPolicy
from pipeline.following import tell_follow_through
from pipeline.past_calls import keep_call
from pipeline.runtime import Runtime
from pipeline.write_back import WriteBack
from services.crm.target import CrmTarget
from services.delivery.target import CallToTell, DeliveryTarget
from workflows.ended_call import EndedCall
from workflows.step import AfterCallStep
from workflows.summaries import summaries_of
from workflows.summary_wish import SummaryWish

PATIENCE = timedelta(minutes=5)
"""How long after a call's end its summary waits for a model that is away."""
_SUMMED_UP = (EventType.CALL_ENDED, EventType.CALL_SUMMARY)
_LONG_POLICY = RetryPolicy(timeout_s=400.0)
# A delivery knows by itself when it is tried again, and when it is dead.
_DELIVERY_POLICY = RetryPolicy(attempts=20, longest_s=60.0)


def summary_step(runtime: Runtime) -> AfterCallStep:
    """The step that sums a call up, unless that has been done since its end."""
    summaries, clock = summaries_of(runtime), runtime.clock

    async def run(call: EndedCall) -> None:
        if not _is_summed_up(await call.events(_SUMMED_UP)):
            ended_at = call.record.ended_at or clock.now()
            is_late = clock.now() - ended_at > PATIENCE
            await summaries.publish(call.call_id, SummaryWish(is_last_try=is_late))

    return AfterCallStep("summary", run, optional=True, policy=_LONG_POLICY)


def follow_through_step(runtime: Runtime) -> AfterCallStep:
    """The step that tells what the agent made of each card."""

    async def run(call: EndedCall) -> None:
        await tell_follow_through(runtime, call.call_id)

    return AfterCallStep("follow_through", run, optional=True, policy=_LONG_POLICY)


def past_call_step(runtime: Runtime) -> AfterCallStep:
    """The step that keeps what a call teaches, by its summary."""
    shelf = runtime.coaches.shelf

    async def run(call: EndedCall) -> None:
        note = note_of(call.call_id, await call.events(NOTE_TYPES))
        playbook = note.facts.playbook
        names = shelf.guide(playbook).names if playbook in shelf.names() else ()
        await keep_call(runtime.knowledge, call.record, note, names)

    return AfterCallStep("past_call", run, optional=True)


def write_back_steps(runtime: Runtime) -> Sequence[AfterCallStep]:
    """The steps that tell each target: first all that need nobody, then those that wait."""
    write_back = runtime.write_back
    targets = write_back.targets.values()
    sends = [_send(write_back, target) for target in targets]
    return [*sends, *(_fields(write_back, one) for one in targets if isinstance(one, CrmTarget))]


def _send(write_back: WriteBack, target: DeliveryTarget) -> AfterCallStep:
    async def run(call: EndedCall) -> None:
        await write_back.send(call.call_id, target.name)

    async def undo(call: EndedCall, _: object) -> None:
        await write_back.undo(call.call_id, target.name)

    name = f"send {target.name}"
    return AfterCallStep(name, run, undo, optional=True, policy=_DELIVERY_POLICY)


def _fields(write_back: WriteBack, target: CrmTarget) -> AfterCallStep:
    async def run(call: EndedCall) -> None:
        await write_back.send(call.call_id, target.name, approved=await _waiting(target, call))

    async def needs_approval(call: EndedCall) -> bool:
        return bool(await _waiting(target, call))

    name = f"fields {target.name}"
    return AfterCallStep(name, run, needs_approval=needs_approval, policy=_DELIVERY_POLICY)


async def _waiting(target: CrmTarget, call: EndedCall) -> list[str]:
    """The CRM fields of a call that nobody has approved."""
    wanted = CallToTell(note_of(call.call_id, await call.events(NOTE_TYPES)))
    return [name for delivery in target.deliveries(wanted) for name in delivery.waiting]


def _is_summed_up(events: Sequence[CallEvent]) -> bool:
    """Whether a summary has come after the call's last end."""
    told = [event.type for event in events if event.type in _SUMMED_UP]
    return bool(told) and told[-1] is EventType.CALL_SUMMARY
