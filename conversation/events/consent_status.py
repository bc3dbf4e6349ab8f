"""Status events of a call's consent, and what a call's log tells of it."""

from collections.abc import Iterable
from typing import Final, NamedTuple

from conversation.coaching.consent import Consent, ConsentSource, ConsentState
from conversation.events.event import CallEvent, EventType
from conversation.events.payloads import Component, ComponentState, Status
from conversation.events.status_codes import StatusCode

_CODES: Final = {
    ConsentState.MISSING: StatusCode.CONSENT_MISSING,
    ConsentState.GIVEN: StatusCode.CONSENT_GIVEN,
    ConsentState.REFUSED: StatusCode.CONSENT_REFUSED,
    ConsentState.WITHDRAWN: StatusCode.CONSENT_WITHDRAWN,
}
_DETAILS: Final = {
    ConsentState.MISSING: "Not coached: the customer has not agreed yet.",
    ConsentState.GIVEN: "The customer agrees: the call is coached.",
    ConsentState.REFUSED: "Not coached: the customer does not agree. Nothing is heard any more.",
    ConsentState.WITHDRAWN: "Not coached any more: the customer has taken back their consent."
    " Nothing is heard any more.",
}


class LoggedConsent(NamedTuple):
    """The consent of a call as its log tells it: its state, its source, and whose word it is."""

    state: ConsentState
    source: ConsentSource | None
    by: str | None


def consent_status(consent: Consent) -> Status:
    """The status of a call's consent as it is now."""
    told = {
        "state": consent.state.value,
        "source": consent.source and consent.source.value,
        "by": consent.by,
        "heard": consent.heard,
        "evidence": [item.model_dump() for item in consent.evidence],
    }
    state = ComponentState.OK if consent.coached else ComponentState.DOWN
    code, detail = _CODES[consent.state], _DETAILS[consent.state]
    return Status(Component.CONSENT, state, code, detail, consent=told)


def told_consent(events: Iterable[CallEvent]) -> LoggedConsent | None:
    """What the log of a call told last of its consent, if it told anything."""
    told = None
    for event in events:
        if event.type is EventType.STATUS and (said := event.data.get("consent")):
            source = said["source"]
            told = LoggedConsent(
                ConsentState(said["state"]), source and ConsentSource(source), said["by"]
            )
    return told
