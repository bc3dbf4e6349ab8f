"""Shadow run settings: the candidate that coaches calls beside the real coach, unseen."""

from typing import Annotated

from pydantic import Field
from pydantic_settings import BaseSettings

from settings.model_settings import Chain


class ShadowSettings(BaseSettings):
    """The settings of shadow runs; a part of `Settings`, which says where they are read."""

    shadow_prompt: Annotated[str | None, Field(min_length=1)] = None
    shadow_playbook: Annotated[str | None, Field(min_length=1)] = None
    shadow_models: Chain = None
