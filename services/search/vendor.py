"""Web search vendor: how one is asked, and how its answer is read; a row of `providers.py`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import SecretStr

from settings import Settings


@dataclass(frozen=True, slots=True)
class RequestToSearch:
    """A request to a vendor.

    Attributes:
        method: `GET` or `POST`.
        path: Below the vendor's address, with its query.
        headers: Who asks.
        json: The body; None: there is none.
    """

    method: str
    path: str
    headers: Mapping[str, str] = field(repr=False)
    json: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A page that was found.

    Attributes:
        title: Its title.
        address: Its URL.
        text: What it says of what was asked.
    """

    title: str
    address: str
    text: str


@dataclass(frozen=True, slots=True)
class SearchVendor:
    """One vendor of web search.

    Attributes:
        name: By which `WEB_SEARCH` chooses it.
        needs: The setting that makes it usable.
        address: Where it is reached.
        key: Its key, where it is set.
        request: What asks for so many pages of some domains (of any, where there are none).
        read: The pages of an answer; raises KeyError, TypeError or ValueError where it is none.
    """

    name: str
    needs: str
    address: str
    key: Callable[[Settings], SecretStr | None]
    request: Callable[[str, int, Sequence[str], str], RequestToSearch]
    read: Callable[[Any], list[Hit]]
