"""Transcription webhook: Twilio's own words of a call, in place of its audio."""

from fastapi import APIRouter, Request

from conversation.events.call_parameters import AGENT_ID, INBOUND_ROLE
from server.carriers.call_kind import kind_of
from server.carriers.twilio_forms import REFUSED, SignedForm
from server.deps import StateDep
from transports.streams.parameters import bounded
from transports.streams.start import role_named
from transports.twilio.transcription import Callback, CallbackError

router = APIRouter(prefix="/twilio", tags=["twilio"])


@router.post("/transcription", status_code=204, responses=REFUSED)
async def transcription(request: Request, form: SignedForm, state: StateDep) -> None:
    """A callback of `<Transcription>`: its words become turns of the call.

    The webhook's address may say `agent_id`, `inbound_role`, `language` and `playbook`.
    """
    runtime, asked = state.runtime, request.query_params
    wanted = runtime.settings.twilio_account_sid
    try:
        role = role_named(asked.get(INBOUND_ROLE), runtime.settings.inbound_role)
        callback = Callback.parse(form, role)
        if wanted and callback.account_id != wanted:
            raise CallbackError("a callback of another account than TWILIO_ACCOUNT_SID")
    except CallbackError as error:
        state.refusals.warn("transcription: ignored {}", error)
        return
    except ValueError:
        state.refusals.warn("transcription: inbound_role must be customer or agent; ignored")
        return
    said = {name: asked[name] for name in (AGENT_ID, INBOUND_ROLE) if asked.get(name)}
    state.transcribed.take(callback, lambda: bounded(said | kind_of(request, runtime)))
