"""Recogniser settings: who transcribes, and what is asked of Deepgram."""

from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator
from pydantic_settings import BaseSettings, NoDecode

from settings.addresses import site
from settings.deepgram_options import Options, of_another_model, parse_options
from settings.languages import language_tag
from settings.values import Key, parsed, words_of

ANY_LANGUAGE = "multi"
"""As Deepgram calls it: whatever is spoken."""
_DEEPGRAM_PATHS = ("/v1/listen", "/v2/listen", "/v1", "/v2")


def _language(value: str | None) -> str | None:
    if value is None or value.strip().casefold() == ANY_LANGUAGE:
        return value and ANY_LANGUAGE
    try:
        return language_tag(value)
    except ValueError as error:
        raise ValueError(f"multi, or {error}") from None


class SttSettings(BaseSettings):
    """The settings of recognisers; a part of `Settings`, which says where they are read."""

    stt: str | None = None  # names of `services.stt.providers`, the first choice first
    deepgram_api_key: Key = None
    deepgram_base_url: Annotated[
        str | None, site("wss", "https", "ws", "http", tails=_DEEPGRAM_PATHS)
    ] = None
    deepgram_model: str = "nova-3"
    deepgram_language: Annotated[str | None, AfterValidator(_language)] = None
    deepgram_options: Annotated[Options | None, NoDecode, parsed(parse_options)] = None

    deepgram_price: Annotated[float | None, Field(ge=0, le=100)] = None

    @property
    def stt_names(self) -> tuple[str, ...]:
        """The recognisers that `STT` names, the first choice first; none where it is not set."""
        return words_of((self.stt or "").lower())

    @model_validator(mode="after")
    def _options_are_of_the_model(self) -> Self:
        names = [name for name, _ in self.deepgram_options or ()]
        if strange := of_another_model(names, self.deepgram_model):
            model = self.deepgram_model
            raise ValueError(
                f"DEEPGRAM_OPTIONS: {strange!r} is no option of DEEPGRAM_MODEL={model}"
            )
        return self
