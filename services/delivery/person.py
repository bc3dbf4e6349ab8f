"""Person of a call, as its parameters tell them to a CRM; what REDACT has hidden tells nothing."""

import phonenumbers

from conversation.after_call.note import CallNote
from conversation.events.call_parameters import CUSTOMER_EMAIL, CUSTOMER_ID, CUSTOMER_NUMBER
from services.delivery.target import ContactQuery


def person_in(note: CallNote) -> ContactQuery:
    """The person whom a call was with."""
    said = note.facts.parameters
    return ContactQuery(
        customer_id=_told(said.get(CUSTOMER_ID)),
        email=email_in(said.get(CUSTOMER_EMAIL)),
        phone=phone_in(said.get(CUSTOMER_NUMBER)),
    )


def email_in(text: str | None) -> str:
    """An e-mail address as CRMs keep it; empty where it is none."""
    told = _told(text).lower()
    name, at, domain = told.partition("@")
    return told if name and at and "." in domain and not any(c.isspace() for c in told) else ""


def phone_in(text: str | None) -> str:
    """A phone number in E.164; empty where it is none, or has no country's code."""
    try:
        number = phonenumbers.parse(_told(text))
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def is_same_phone(one: str, other: str) -> bool:
    """Whether a number of a CRM, however it is written, is one in E.164.

    One without a country's code is the same if all of its digits are; fewer never are enough.
    """
    match = phonenumbers.is_number_match(one, other)
    return match in (phonenumbers.MatchType.EXACT_MATCH, phonenumbers.MatchType.NSN_MATCH)


def _told(text: str | None) -> str:
    """A value that is no placeholder."""
    value = (text or "").strip()
    return "" if value.startswith("[") else value
