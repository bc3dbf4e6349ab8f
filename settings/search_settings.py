"""Search settings: whether the web may be asked what the company's own documents don't say."""

from typing import Annotated

from pydantic import Field
from pydantic_settings import BaseSettings, NoDecode

from settings.addresses import site
from settings.values import Domains, Key


class SearchSettings(BaseSettings):
    """The settings of web search; a part of `Settings`, which says where they are read."""

    web_search: str | None = None
    web_search_domains: Annotated[tuple[str, ...] | None, NoDecode, Domains] = None
    web_search_daily: Annotated[int, Field(ge=1, le=100_000)] = 200
    web_search_base_url: Annotated[str | None, site("https", "http", login=False)] = None
    tavily_api_key: Key = None
    perplexity_api_key: Key = None
    brave_api_key: Key = None
