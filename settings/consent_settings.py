"""Consent settings: whether calls without their customer's consent are coached."""

from typing import Annotated, Self

from pydantic import model_validator
from pydantic_settings import BaseSettings

from conversation.coaching.consent import ConsentMode
from settings.values import shaped

_Key = Annotated[str, shaped(r"[0-9A-D*#]", "one key of a telephone: 0 to 9, A to D, * or #")]


class ConsentSettings(BaseSettings):
    """The settings of consent; a part of `Settings`, which says where they are read."""

    consent: ConsentMode = ConsentMode.OPTIONAL
    consent_key: _Key | None = None
    consent_refusal_key: _Key | None = None

    @model_validator(mode="after")
    def _two_keys(self) -> Self:
        if self.consent_key and self.consent_key == self.consent_refusal_key:
            raise ValueError("CONSENT_KEY and CONSENT_REFUSAL_KEY are one key: choose two")
        return self
