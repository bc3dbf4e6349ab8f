"""Tavily, a web search vendor.

Source: https://docs.tavily.com/documentation/api-reference/endpoint/search
"""

from collections.abc import Sequence
from typing import Any

from services.search.vendor import Hit, RequestToSearch

ADDRESS = "https://api.tavily.com"


def request(query: str, limit: int, domains: Sequence[str], key: str) -> RequestToSearch:
    """Ask for pages; `basic` takes one credit and answers soonest."""
    body: dict[str, Any] = {"query": query, "max_results": limit, "search_depth": "basic"}
    if domains:
        body["include_domains"] = list(domains)
    return RequestToSearch("POST", "/search", {"Authorization": f"Bearer {key}"}, body)


def read(answer: Any) -> list[Hit]:
    """The pages of an answer."""
    return [Hit(one["title"], one["url"], one["content"]) for one in answer["results"]]
