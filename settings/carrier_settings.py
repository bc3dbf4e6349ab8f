"""Carrier settings: who may bring in calls from other carriers than Twilio, and who rings."""

import base64
import binascii
from typing import Annotated, Self

from pydantic import AfterValidator, SecretStr, model_validator
from pydantic_settings import BaseSettings

from settings.addresses import secret_site
from settings.sample_secrets import is_sample_password
from settings.values import Key, LongSecret, Place, shaped

_ED25519_BYTES = 32
_Number = Annotated[str, shaped(r"\+[0-9]{5,15}", "a phone number like +14155550100")]
_ApplicationId = Annotated[
    str,
    shaped(
        r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}",
        "an application's id, like 78d335fa-323d-0114-9c3d-d6f0d48968cf",
    ),
]
_Sound = Annotated[str, shaped(r"https://\S+", "the https:// address of a sound file")]


def _public_key(value: str | None) -> str | None:
    if value and len(_decoded(value)) != _ED25519_BYTES:
        raise ValueError("the public key of Mission Control, 32 bytes in base64")
    return value


def _in_base64(value: SecretStr | None) -> SecretStr | None:
    if value:
        _decoded(value.get_secret_value())
    return value


def _name_and_password(value: SecretStr | None) -> SecretStr | None:
    name, colon, password = value.get_secret_value().partition(":") if value else ("", "", "")
    if value and not (name and colon and password):
        raise ValueError("a name and a password, with a colon between them")
    if is_sample_password(password):
        raise ValueError("its password is a sample, which everybody can read; set your own")
    return value


def _decoded(value: str) -> bytes:
    try:
        return base64.b64decode(value, validate=True)
    except binascii.Error:
        raise ValueError("a value in base64") from None


class CarrierSettings(BaseSettings):
    """The settings of other carriers; a part of `Settings`, which says where they are read."""

    telnyx_public_key: Annotated[str | None, AfterValidator(_public_key)] = None
    telnyx_stream_secret: LongSecret = None
    telnyx_agent_number: _Number | None = None

    genesys_api_key: Key = None
    genesys_client_secret: Annotated[Key, AfterValidator(_in_base64)] = None

    jambonz_auth: Annotated[Key, AfterValidator(_name_and_password)] = None

    vonage_stream_secret: LongSecret = None
    vonage_signature_secret: Key = None
    vonage_application_id: _ApplicationId | None = None
    vonage_private_key_file: Place | None = None
    vonage_number: _Number | None = None
    vonage_agent_number: _Number | None = None
    vonage_hold_music_url: _Sound | None = None
    vonage_base_url: Annotated[str | None, secret_site()] = None

    @property
    def other_carriers(self) -> list[str]:
        """The carriers beside Twilio whose streams are known by what is set here."""
        told = {
            "Telnyx": self.telnyx_stream_secret,
            "Genesys": self.genesys_api_key,
            "jambonz": self.jambonz_auth,
            "Vonage": self.vonage_stream_secret,
        }
        return [name for name, secret in told.items() if secret]

    @model_validator(mode="after")
    def _genesys_signs(self) -> Self:
        if (self.genesys_api_key is None) != (self.genesys_client_secret is None):
            raise ValueError("GENESYS_API_KEY and GENESYS_CLIENT_SECRET need each other")
        return self

    @model_validator(mode="after")
    def _streams_of_webhooks_are_known_again(self) -> Self:
        if self.telnyx_public_key and not self.telnyx_stream_secret:
            raise ValueError(
                "TELNYX_PUBLIC_KEY needs TELNYX_STREAM_SECRET, which signs the streams' addresses"
            )
        if self.vonage_signature_secret and not self.vonage_stream_secret:
            raise ValueError(
                "VONAGE_SIGNATURE_SECRET needs VONAGE_STREAM_SECRET, which signs the streams'"
                " addresses"
            )
        return self

    @model_validator(mode="after")
    def _vonage_is_asked_as_an_application(self) -> Self:
        together = (
            self.vonage_application_id,
            self.vonage_private_key_file,
            self.vonage_number,
        )
        if any(together) and not all((*together, self.vonage_stream_secret)):
            raise ValueError(
                "VONAGE_APPLICATION_ID, VONAGE_PRIVATE_KEY_FILE, VONAGE_NUMBER and"
                " VONAGE_STREAM_SECRET need each other"
            )
        return self
