"""Brave, a web search vendor.

Source: https://api-dashboard.search.brave.com/documentation/services/web-search

It has no field for domains: they stand in the query, as `site:` of each.
"""

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from services.search.vendor import Hit, RequestToSearch

ADDRESS = "https://api.search.brave.com"
_TAG = re.compile(r"</?strong>")


def request(query: str, limit: int, domains: Sequence[str], key: str) -> RequestToSearch:
    """Ask for pages."""
    sites = " OR ".join(f"site:{domain}" for domain in domains)
    asked = urlencode({"q": f"{query} {sites}".strip(), "count": limit})
    headers = {"X-Subscription-Token": key, "Accept": "application/json"}
    return RequestToSearch("GET", f"/res/v1/web/search?{asked}", headers)


def read(answer: Any) -> list[Hit]:
    """The pages of an answer; one without any has no `web`."""
    found = answer.get("web", {}).get("results", [])
    return [Hit(one["title"], one["url"], _TAG.sub("", one["description"])) for one in found]
