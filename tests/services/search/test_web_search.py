"""Web search, against a peer that speaks each vendor's API."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from peers.web_search import KEY, PAGES, WebSearchPeer
from services.search.providers import PROVIDERS, chosen_search
from services.search.web_search import WebSearch, open_web_search
from settings import SettingsError, load

ASKED = "Does Northwind work with SAP?"
NAMES = ["Northwind", "SAP"]
WORDS = "does northwind work with sap"


@pytest.fixture
async def peer() -> AsyncIterator[WebSearchPeer]:
    """Whoever is asked."""
    async with WebSearchPeer() as peer:
        yield peer


@asynccontextmanager
async def web(peer: WebSearchPeer, vendor: str = "tavily", **more: Any) -> AsyncIterator[WebSearch]:
    """The web search of a process that may ask a vendor."""
    keys = {f"{vendor}_api_key": KEY} | more
    async with open_web_search(load(web_search=vendor, web_search_base_url=peer.url, **keys)) as it:
        assert it
        yield it


@pytest.mark.parametrize("vendor", [row.name for row in PROVIDERS])
async def test_each_vendor_is_asked_by_its_own_api(peer: WebSearchPeer, vendor: str) -> None:
    """What it found becomes sources from outside."""
    async with web(peer, vendor) as it:
        found = await it.search(ASKED, 3, "en", NAMES)
    (search,) = peer.searches
    assert (search.api, search.query, search.limit, search.domains) == (vendor, WORDS, 3, ())
    assert [(one.title, one.address, one.passage) for one in found] == PAGES
    assert all(one.is_outside for one in found)


@pytest.mark.parametrize("vendor", [row.name for row in PROVIDERS])
async def test_only_allowed_domains_are_asked_for_and_taken(
    peer: WebSearchPeer, vendor: str
) -> None:
    """A vendor may answer with others all the same; a domain means what is below it."""
    async with web(peer, vendor, web_search_domains="northwind.example, sap.com") as it:
        found = await it.search(ASKED, 3, "en", NAMES)
    assert peer.searches[0].domains == ("northwind.example", "sap.com")
    assert [one.address for one in found] == ["https://www.northwind.example/sap"]


async def test_the_same_is_not_asked_twice(peer: WebSearchPeer) -> None:
    """Within the hour; the words count, not how they are written."""
    async with web(peer) as it:
        first = await it.search(ASKED, 3, "en", NAMES)
        assert await it.search("does northwind work with SAP", 1, "en", NAMES) == first[:1]
        assert it.figures.take() == (1, 1)
    assert len(peer.searches) == 1


async def test_the_budget_of_a_day_is_kept(peer: WebSearchPeer) -> None:
    """What is spent is spent, and nothing fails."""
    async with web(peer, web_search_daily=2) as it:
        found = [await it.search(f"what is a plan {word}", 3, "en") for word in ("a", "b", "c")]
    assert ([bool(one) for one in found], len(peer.searches)) == ([True, True, False], 2)


async def test_no_customers_data_leaves(peer: WebSearchPeer) -> None:
    """Nothing is asked where nothing else is left."""
    async with web(peer) as it:
        said = "I'm Ada Lovelace, ada@example.com, card 4242 4242 4242 4242. Do you ship to Malta?"
        await it.search(said, 3, "en", ["Malta"])
        await it.search("It's ada@example.com", 3, "en")
    assert [search.query for search in peer.searches] == ["do you ship to malta"]


@pytest.mark.parametrize(
    ("status", "headers"), [(401, {}), (402, {}), (429, {"Retry-After": "30"})]
)
async def test_a_vendor_that_refuses_is_left_alone_for_a_while(
    peer: WebSearchPeer, status: int, headers: dict[str, str], capfd: pytest.CaptureFixture[str]
) -> None:
    """The log says which one and why, and none of the words."""
    peer.status, peer.headers = status, headers
    async with web(peer) as it:
        assert await it.search(ASKED, 3, "en", NAMES) == []
        assert await it.search("what is the price of a seat", 3, "en") == []
    assert len(peer.searches) == 1


async def test_a_vendor_that_names_a_moment_is_asked_again_from_then_on(
    peer: WebSearchPeer,
) -> None:
    """`Retry-After` as a date, by the vendor's own clock: one that has passed waits for nothing."""
    peer.status = 429
    peer.headers = {
        "Retry-After": "Sat, 28 Nov 2026 11:00:00 GMT",
        "Date": "Sat, 28 Nov 2026 12:00:00 GMT",
    }
    async with web(peer) as it:
        assert await it.search(ASKED, 3, "en", NAMES) == []
        peer.headers["Retry-After"] = "Sat, 28 Nov 2026 12:01:00 GMT"
        assert await it.search(ASKED, 3, "en", NAMES) == []
        assert await it.search(ASKED, 3, "en", NAMES) == []
    assert len(peer.searches) == 2


@pytest.mark.parametrize("body", [[], {"results": None}, {"results": [{}]}, {"web": {}}, "text"])
async def test_an_answer_that_is_none_finds_nothing(peer: WebSearchPeer, body: Any) -> None:
    """Whatever stands in it."""
    peer.body = body
    async with web(peer) as it:
        assert await it.search(ASKED, 3, "en", NAMES) == []


async def test_an_answer_without_end_is_not_read_to_its_end(peer: WebSearchPeer) -> None:
    """Nothing is found, long before the vendor's time is over."""
    peer.is_endless = True
    async with web(peer) as it, asyncio.timeout(2.5):
        assert await it.search(ASKED, 3, "en", NAMES) == []


async def test_a_vendor_that_hangs_delays_nobody_for_long(peer: WebSearchPeer) -> None:
    """Whoever has no time gives it up."""
    peer.hangs = True
    async with web(peer) as it:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await it.search(ASKED, 3, "en", NAMES)


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"web_search": "bing"}, r"WEB_SEARCH=bing: Input should be 'tavily', .* or '\w+'$"),
        ({"web_search": "tavilly"}, "; is 'tavily' meant"),
        ({"web_search": "brave"}, "WEB_SEARCH=brave needs BRAVE_API_KEY"),
        ({"web_search_domains": "https://example.com"}, "domains like example.com"),
    ],
)
def test_a_wrong_setting_is_named(settings: dict[str, Any], told: str) -> None:
    """With what is right."""
    with pytest.raises(SettingsError, match=told):
        chosen_search(load(**settings))


async def test_nothing_is_asked_unless_it_is_allowed() -> None:
    """A key alone allows nothing."""
    async with open_web_search(load(tavily_api_key=KEY)) as it:
        assert it is None
