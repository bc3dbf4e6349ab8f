"""Knowledge settings: where passages are indexed, and who makes their vectors."""

from typing import Annotated, Literal

from pydantic_settings import BaseSettings

from settings.values import AnyCase


class KnowledgeSettings(BaseSettings):
    """The settings of what is known; a part of `Settings`, which says where they are read."""

    knowledge_index: Annotated[Literal["sqlite"] | None, AnyCase] = None
