"""Voice settings: who says the advice to those who want to hear it."""

from typing import Annotated

from pydantic_settings import BaseSettings

from settings.addresses import site
from settings.values import Key, shaped

_PATHS = ("/v1/text-to-speech", "/v1")


class VoiceSettings(BaseSettings):
    """The settings of voices; a part of `Settings`, which says where they are read."""

    elevenlabs_api_key: Key = None
    elevenlabs_base_url: Annotated[str | None, site("wss", "https", "ws", "http", tails=_PATHS)] = (
        None
    )
    # Both stand in the address.
    elevenlabs_voice: Annotated[
        str, shaped(r"[A-Za-z0-9]{1,64}", "the id of a voice: letters and digits, 64 at most")
    ] = "JBFqnCBsd6RMkjVDRZzb"
    elevenlabs_model: Annotated[
        str, shaped(r"[a-z0-9_]{1,64}", "the name of a model, like eleven_flash_v2_5")
    ] = "eleven_flash_v2_5"
