"""Twilio settings: the account, who rings, and what may be dialled."""

from typing import Annotated

from pydantic_settings import BaseSettings, NoDecode

from conversation.speech.speakers import Speaker
from settings.addresses import secret_site
from settings.values import Dialable, Key, Notice, Place, Prefixes, shaped

_REST_PATHS = ("/2010-04-01/Accounts", "/2010-04-01")
# It goes into the path of Twilio's REST API.
_AccountSid = Annotated[
    str, shaped(r"[A-Za-z0-9]{1,64}", "the account's SID, AC and 32 letters and digits")
]


class TwilioSettings(BaseSettings):
    """The settings of Twilio; a part of `Settings`, which says where they are read."""

    twilio_account_sid: _AccountSid | None = None
    twilio_auth_token: Key = None
    twilio_base_url: Annotated[str | None, secret_site(tails=_REST_PATHS)] = None
    twilio_validate_signature: bool | None = None
    twilio_require_stream_mark: bool | None = None
    twilio_agent_number: Dialable = None
    twilio_caller_id: Dialable = None
    inbound_role: Speaker = Speaker.CUSTOMER
    twilio_numbers: Place | None = None
    twilio_consent_notice: Notice = None
    dial_prefixes: Annotated[tuple[str, ...] | None, NoDecode, Prefixes] = None

    @property
    def validates_signature(self) -> bool:
        """Whether Twilio's requests must be signed: on where the auth token is known."""
        if self.twilio_validate_signature is None:
            return self.twilio_auth_token is not None
        return self.twilio_validate_signature

    @property
    def says_who_brings_calls(self) -> bool:
        """Whether it is written down: Twilio alone, by its signature, or anybody."""
        return self.validates_signature or self.twilio_validate_signature is False

    @property
    def requires_stream_mark(self) -> bool:
        """Whether a stream must be of our own TwiML: on where that is in use, and signed."""
        own = self.twilio_agent_number is not None or self.twilio_caller_id is not None
        wanted = self.twilio_require_stream_mark
        return self.validates_signature and (own if wanted is None else wanted)
