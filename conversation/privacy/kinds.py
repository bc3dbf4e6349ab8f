"""PII kinds: the values of `REDACT`, one for each kind of placeholder."""

from enum import StrEnum


class PiiKind(StrEnum):
    """The kinds of PII; `docs/redaction.md` says what each takes in."""

    CARD = "card"
    IBAN = "iban"
    ID = "id"
    EMAIL = "email"
    PHONE = "phone"
    CODE = "code"
    EXPIRY = "expiry"
    ACCOUNT = "account"
    DOB = "dob"
