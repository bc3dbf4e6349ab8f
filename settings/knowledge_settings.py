"""Knowledge settings: where passages are indexed, who makes their vectors, whence pages come."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field
from pydantic_settings import BaseSettings

from settings.values import Key, site

IndexName = Literal["sqlite", "postgres", "weaviate"]
"""The indexes of passages that there are."""


def _lower(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


class KnowledgeSettings(BaseSettings):
    """The settings of what is known; a part of `Settings`, which says where they are read."""

    knowledge_index: Annotated[IndexName | None, BeforeValidator(_lower)] = None
    weaviate_url: Annotated[str | None, site("https", "http", tails=("/v1",))] = None
    weaviate_api_key: Key = None
    knowledge_embeddings: Annotated[
        str,
        Field(pattern=r"^(local|(openai|mistral|ollama)(:\S+)?)$"),
        BeforeValidator(_lower),
    ] = "local"
    knowledge_pages: Annotated[Literal["public", "any"], BeforeValidator(_lower)] = "public"
