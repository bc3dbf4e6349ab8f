"""Twilio webhook of conferences: a participant whose leg is forked is put on hold, or taken off it.

Source: https://www.twilio.com/docs/voice/twiml/conference#statuscallbackevent
"""

from fastapi import APIRouter

from conversation.events.payloads import Component, State, Status
from conversation.events.status_codes import StatusCode
from pubsub.hub_topics import Control
from server.deps import RuntimeDep
from server.twilio_forms import REFUSED, SignedForm

router = APIRouter(prefix="/twilio", tags=["twilio"])

_HELD = Status(
    Component.AUDIO, State.DEGRADED, StatusCode.AUDIO_HELD, "The call is on hold: nothing is heard."
)
_RESUMED = Status(Component.AUDIO, State.OK, StatusCode.AUDIO_RESUMED, "The call is heard again.")
_MEANS = {
    "participant-hold": (Control.HOLD, _HELD),
    "participant-unhold": (Control.RESUME, _RESUMED),
}


@router.post("/conference", status_code=204, responses=REFUSED)
async def conference(form: SignedForm, runtime: RuntimeDep) -> None:
    """Status callbacks of a conference: while the forked leg is on hold, nothing of it is heard."""
    call_id = form.get("CallSid", "")
    means = _MEANS.get(form.get("StatusCallbackEvent", ""))
    if means and await runtime.hub.send_control(call_id, means[0]):
        await runtime.events.publish(call_id, means[1])
