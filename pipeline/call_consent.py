"""Call consent: a customer's consent, as it is known when their call begins or comes back."""

from conversation.coaching.consent import (
    Consent,
    ConsentSource,
    ConsentState,
    ConsentTerms,
    said_of,
)
from conversation.coaching.playbook import Playbook
from pipeline.call_past import Past
from settings import Settings


def begun_consent(settings: Settings, playbook: Playbook, said: str | None, past: Past) -> Consent:
    """The consent with which a stream of a call begins.

    What the call's log tells goes before what the stream says: who has withdrawn consent has not
    given it anew because their stream has dropped.

    Args:
        settings: Say whether consent is required, and which telephone keys tell it.
        playbook: Has the verbal rule, where there is one.
        said: The stream's parameter `consent`.
        past: The part of the call before.
    """
    terms = ConsentTerms(
        settings.consent,
        playbook.consent,
        settings.consent_key,
        settings.consent_refusal_key,
    )
    if past.consent and past.consent.state is not ConsentState.MISSING:
        return Consent(terms, *past.consent)
    consent = Consent(terms)
    given = said_of(said)
    if given is not None:
        consent.tell(given=given, source=ConsentSource.PARAMETER)
    return consent
