"""Twilio webhook of conferences: a participant whose leg is forked is put on hold, or taken off it.

Source: https://www.twilio.com/docs/voice/twiml/conference#statuscallbackevent
"""

from fastapi import APIRouter

from pipeline.call_hold import hold
from server.carriers.twilio_forms import REFUSED, SignedForm
from server.deps import RuntimeDep

router = APIRouter(prefix="/twilio", tags=["twilio"])

_HELD = {"participant-hold": True, "participant-unhold": False}


@router.post("/conference", status_code=204, responses=REFUSED)
async def conference(form: SignedForm, runtime: RuntimeDep) -> None:
    """Status callbacks of a conference: while the forked leg is on hold, nothing of it is heard."""
    held = _HELD.get(form.get("StatusCallbackEvent", ""))
    if held is not None:
        await hold(runtime, form.get("CallSid", ""), held=held)
