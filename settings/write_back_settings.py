"""Write-back settings: who is told of an ended call, and how they are reached."""

from typing import Annotated, Literal, Self

from pydantic import model_validator
from pydantic_settings import BaseSettings, NoDecode

from settings.addresses import secret_site
from settings.values import Key, Place, SmallLetters, parsed, words_of

_PersonKey = Literal["id", "email", "phone"]


class WriteBackSettings(BaseSettings):
    """The settings of write-back; a part of `Settings`, which says where they are read."""

    webhooks: Place | None = None
    chats: Place | None = None

    crm: str | None = None
    crm_fields: Place | None = None
    crm_person_by: Annotated[tuple[_PersonKey, ...], NoDecode, parsed(words_of), SmallLetters] = (
        "email",
        "phone",
    )
    crm_without_person: Literal["nothing", "note"] = "nothing"
    hubspot_token: Key = None
    hubspot_base_url: Annotated[str | None, secret_site()] = None
    salesforce_url: Annotated[str | None, secret_site(tails=("/services/oauth2/token",))] = None
    salesforce_client_id: Key = None
    salesforce_client_secret: Key = None
    salesforce_refresh_token: Key = None
    pipedrive_url: Annotated[str | None, secret_site(tails=("/api/v2", "/api/v1", "/v1"))] = None
    pipedrive_token: Key = None

    @model_validator(mode="after")
    def _fields_have_a_crm(self) -> Self:
        if self.crm_fields and not self.crm:
            raise ValueError("CRM_FIELDS needs CRM, which says where they are written")
        return self
