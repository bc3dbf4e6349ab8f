"""Shadow run settings: the candidate that coaches calls beside the real coach, unseen."""

from typing import Annotated

from pydantic import BeforeValidator, Field
from pydantic_settings import BaseSettings, NoDecode

from settings.model_names import ModelName
from settings.model_settings import read_chain


class ShadowSettings(BaseSettings):
    """The settings of shadow runs; a part of `Settings`, which says where they are read."""

    shadow_prompt: Annotated[str | None, Field(min_length=1)] = None
    shadow_playbook: Annotated[str | None, Field(min_length=1)] = None
    shadow_models: Annotated[
        tuple[ModelName, ...] | None, NoDecode, BeforeValidator(read_chain)
    ] = None
