"""Perplexity, a web search vendor.

Source: https://docs.perplexity.ai/api-reference/search-post
"""

from collections.abc import Sequence
from typing import Any

from services.search.vendor import Hit, RequestToSearch

ADDRESS = "https://api.perplexity.ai"


def request(query: str, limit: int, domains: Sequence[str], key: str) -> RequestToSearch:
    """Ask for pages."""
    body: dict[str, Any] = {"query": query, "max_results": limit}
    if domains:
        body["search_domain_filter"] = list(domains)
    return RequestToSearch("POST", "/search", {"Authorization": f"Bearer {key}"}, body)


def read(answer: Any) -> list[Hit]:
    """The pages of an answer."""
    return [Hit(one["title"], one["url"], one["snippet"]) for one in answer["results"]]
