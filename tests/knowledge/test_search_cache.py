"""What searches found: kept for a while, and for other processes."""

import asyncio

import pytest

from conversation.coaching.source import Source
from knowledge.document import Audience
from knowledge.search_cache import KEPT_S, MOST_KEPT, SearchCache, SearchKey
from tests.knowledge.test_library import ANYBODY, CommonCache

ASKED = SearchKey.of("What does Enterprise cost?", ANYBODY, 3)
FOUND = [Source("price.0", "Prices", "price.md", "Enterprise costs 90 euros a seat.", 0.9)]


@pytest.mark.looptime
async def test_what_was_found_is_kept_for_a_while() -> None:
    """A minute, and of so many searches."""
    cache, asked = SearchCache(), SearchKey.of("a", ANYBODY, 3)
    await cache.put(asked, "1", [])
    assert await cache.get(asked, "1") == []
    assert await cache.get(asked, "2") is None
    await asyncio.sleep(KEPT_S)
    assert await cache.get(asked, "1") is None
    for number in range(MOST_KEPT + 1):
        await cache.put(SearchKey.of(f"b {number}", ANYBODY, 3), "1", [])
    assert await cache.get(SearchKey.of("b 0", ANYBODY, 3), "1") is None
    assert await cache.get(SearchKey.of("b 1", ANYBODY, 3), "1") == []


async def test_another_process_gets_what_was_found() -> None:
    """Of the same state of the documents, for the same calls, and of as many passages."""
    common = CommonCache()
    await SearchCache(common).put(ASKED, "1", FOUND)
    there = SearchCache(common)
    assert await there.get(ASKED, "1") == FOUND
    assert await there.get(ASKED, "2") is None
    assert await there.get(SearchKey.of(ASKED.text, Audience(("sales",)), 3), "1") is None
    assert await there.get(SearchKey.of(ASKED.text, ANYBODY, 1), "1") is None
    assert there.figures.take() == (1, 3)


def test_a_key_tells_nothing_of_the_question() -> None:
    assert "enterprise" not in ASKED.key("1")
    assert ASKED.key("1") == SearchKey.of("what does  enterprise cost", ANYBODY, 3).key("1")
