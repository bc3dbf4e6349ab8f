"""Coach stage of a call: what answers its turns, and the shadow that runs beside."""

from contextlib import AbstractContextManager, nullcontext
from functools import partial

from conversation.coaching.obligation_standing import recalled
from conversation.privacy.redaction import Redactor
from pipeline.build import CoachStage
from pipeline.call_coaching import CallCoaching
from pipeline.call_past import Past
from pipeline.call_start import Call
from pipeline.runtime import Runtime
from pipeline.shadow.shadow_desk import HeardCall
from processors.consent_gate import ConsentGate
from processors.shadow_tap import ShadowTap


def shadowed(
    runtime: Runtime, call: Call, past: Past, redactor: Redactor
) -> AbstractContextManager[ShadowTap | None]:
    """Until the block ends, a shadow runs beside the call, where one is configured: its tap."""
    if runtime.shadows is None:
        return nullcontext()
    heard = HeardCall(
        call_id=call.call_id,
        parameters=call.parameters,
        language=past.language,
        redactor=redactor,
        conversation=past.conversation,
        remember=past.remembered,
    )
    return runtime.shadows.beside(heard)


def coached(coaching: CallCoaching, past: Past, tap: ShadowTap | None = None) -> CoachStage:
    """What answers the turns of a call that goes on from its past."""
    make_coach = partial(
        coaching.factory.coach_for,
        past.conversation,
        first_suggestion=past.suggestions + 1,
        standings=recalled(coaching.factory.playbook.obligations, past.obligations),
        memory=past.remembered(coaching.factory.playbook.language),
        knowledge=coaching.knowledge,
    )
    gate = ConsentGate(coaching.consent)
    return CoachStage(past.conversation, make_coach, coaching.first_lead, gate, tap)
