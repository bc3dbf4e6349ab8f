"""Knowledge settings: where passages are indexed, who makes their vectors and reads for links."""

from typing import Annotated, Literal

from pydantic import Field
from pydantic_settings import BaseSettings

from settings.addresses import site
from settings.values import Key, SmallLetters, shaped

IndexName = Literal["sqlite", "postgres", "weaviate"]
"""The indexes of passages that there are."""


class KnowledgeSettings(BaseSettings):
    """The settings of what is known; a part of `Settings`, which says where they are read."""

    knowledge_index: Annotated[IndexName | None, SmallLetters] = None
    weaviate_url: Annotated[str | None, site("https", "http", tails=("/v1",))] = None
    weaviate_api_key: Key = None
    knowledge_embeddings: Annotated[
        str,
        shaped(
            r"local(\+e5)?|(openai|mistral|ollama)(:\S+)?",
            "local, local+e5, or openai, mistral or ollama, with one of its models behind a colon"
            " or without",
        ),
        SmallLetters,
    ] = "local"
    knowledge_graph: Annotated[Literal["rules", "model"], SmallLetters] = "rules"
    knowledge_graph_requests: Annotated[int, Field(ge=1, le=20_000)] = 200
    knowledge_from_calls: bool = False
    knowledge_pages: Annotated[Literal["public", "any"], SmallLetters] = "public"


def check_database(settings: KnowledgeSettings, url: str) -> None:
    """Refuse an index that does not go with the database of the calls.

    Args:
        settings: What is known, and where it is indexed.
        url: DATABASE_URL; empty where it is not set.

    Raises:
        ValueError: The index needs a Postgres; or it is each machine's own, and past calls could
            not be erased from all.
    """
    is_postgres = url.startswith("postgres")
    if settings.knowledge_index == "postgres" and not is_postgres:
        found = "of an SQLite file" if url else "not set"
        needs = "KNOWLEDGE_INDEX=postgres needs DATABASE_URL to be of a Postgres"
        raise ValueError(f"{needs}, and it is {found}")
    if (
        settings.knowledge_from_calls
        and is_postgres
        and settings.knowledge_index in (None, "sqlite")
    ):
        why = "an SQLite index is each machine's own, and an erased call would stay in the others'"
        needs = "KNOWLEDGE_FROM_CALLS=on with a Postgres needs KNOWLEDGE_INDEX=postgres or weaviate"
        raise ValueError(f"{needs}: {why}")
