"""Past calls in calls: who finds them, what a card says of them, and when they are gone."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from conversation.events.event import CallEvent, EventType
from knowledge.call_document import PAGE, seen_by
from knowledge.document import ANYBODY, Audience
from knowledge.library import Library, open_library
from pipeline.past_calls import PastCalls, forget_erased
from settings import Settings, SettingsError, load
from stores.log.event_log import EventLog, open_event_log
from tests.empty_log import put_empty_log
from tests.knowledge.conftest import pgvector, pgvector_url  # noqa: F401 - fixtures
from tests.knowledge.toy_embedder import ToyEmbedder, document
from tests.stores.events import NOON, ended, started

ASKED = "the printers jam on every invoice"
TEXT = f"{ASKED} → we exchanged the rollers the same day (resolved)"
OTHERS = document("others", *(f"About {word}: our {word} team writes." for word in "abcdefghijkl"))


@pytest.fixture(params=["sqlite", "postgres"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Of a process that keeps past calls, on each kind of index."""
    kept: dict[str, Any] = {"data_dir": tmp_path, "knowledge_from_calls": "on"}
    if request.param == "postgres":
        url = request.getfixturevalue("pgvector_url")
        kept |= {"database_url": url, "knowledge_index": "postgres"}
    return load(**kept)


@pytest.fixture
async def log(settings: Settings, tmp_path: Path) -> AsyncIterator[EventLog]:
    file = f"sqlite:///{tmp_path / 'calls.db'}"
    url = settings.database_url.get_secret_value() if settings.database_url else file
    if url == file:
        await put_empty_log(tmp_path)
    async with open_event_log(url) as log:
        yield log


@pytest.fixture
async def library(settings: Settings) -> AsyncIterator[Library]:
    async with open_library(settings, ToyEmbedder()) as library:
        await library.add(*OTHERS)
        yield library


async def start(log: EventLog, call_id: str, agent: str | None, team: str | None = None) -> None:
    said = {name: one for name, one in (("agent_id", agent), ("team", team)) if one}
    await log.append(started(call_id, parameters=said))


async def give_to_tom(log: EventLog, call_id: str) -> None:
    await log.append(CallEvent(call_id, EventType.CALL_TRANSFERRED, NOON, {"agent_id": "tom"}))


async def keep(
    log: EventLog, library: Library, call_id: str, agent: str, team: str | None = None
) -> None:
    """An ended call of an agent, and what was kept of it."""
    await start(log, call_id, agent, team)
    await log.append(ended(call_id))
    audience = Audience((), None, seen_by(agent, team))
    made, parts = document(f"call:{call_id}", TEXT, audience=audience)
    await library.add(replace(made, address=f"{PAGE}{call_id}"), parts)


async def found(log: EventLog, library: Library, call_id: str) -> list[str]:
    """The past calls that a call finds."""
    past = PastCalls(log, call_id)
    return [one.address for one in await past.search(library, ASKED, ANYBODY, 4) if one.is_call]


async def test_a_call_finds_past_ones_that_the_same_people_may_see(
    log: EventLog, library: Library
) -> None:
    """Those of its agent, in its team: no other's, and none before it is known whose it is."""
    await keep(log, library, "CA1", "maria", "north")
    for call_id, agent, team, sees in (
        ("CA2", "maria", "north", True),
        ("CA3", "tom", "north", False),
        ("CA4", "maria", None, False),
        ("CA5", None, None, False),
    ):
        await start(log, call_id, agent, team)
        assert bool(await found(log, library, call_id)) is sees, call_id
    assert await found(log, library, "CA-not-there") == []
    assert await found(log, library, "CA2") == [f"{PAGE}CA1"]


async def test_a_call_that_is_another_agents_by_now_is_not_shown(
    log: EventLog, library: Library
) -> None:
    """The record decides, of both calls, as it is at that moment."""
    await keep(log, library, "CA1", "maria")
    await start(log, "CA2", "maria")
    await give_to_tom(log, "CA2")
    assert await found(log, library, "CA2") == []
    await start(log, "CA3", "maria")
    assert await found(log, library, "CA3")
    await give_to_tom(log, "CA1")
    assert await found(log, library, "CA3") == []


async def test_an_erased_call_is_found_no_more_and_gone_from_the_files(
    log: EventLog, library: Library, tmp_path: Path
) -> None:
    """At once, and a moment later there is no word of it."""
    await keep(log, library, "CA1", "maria")
    await keep(log, library, "CA2", "maria")
    await start(log, "CA3", "maria")
    assert len(await found(log, library, "CA3")) == 2
    assert await log.erasure.delete("CA1", "eve", NOON)
    assert await found(log, library, "CA3") == [f"{PAGE}CA2"]
    assert await forget_erased(library, log) == 1
    assert [one.address for one in await library.past_calls()] == [f"{PAGE}CA2"]
    assert await log.erasure.delete_older_than(NOON + timedelta(days=1), NOON) == 1
    assert await forget_erased(library, log) == 1
    assert await library.past_calls() == []
    assert await forget_erased(library, log) == 0
    for file in tmp_path.glob("knowledge.db*"):
        assert b"rollers" not in file.read_bytes()


async def test_past_calls_stand_in_no_list_graph_or_search_of_documents(
    log: EventLog, library: Library
) -> None:
    """Who may see all documents need not be one who may see all calls."""
    await keep(log, library, "CA1", "maria")
    assert [one.document.id for one in await library.documents()] == ["others"]
    assert not any(one.is_call for one in await library.search(ASKED, ANYBODY, 4))
    assert not (await library.graph("printers", 2)).around.names


async def test_reindexing_keeps_them_and_erases_them_once_they_are_switched_off(
    log: EventLog, library: Library, settings: Settings
) -> None:
    """On, they are found as before; off, nothing is left."""
    await keep(log, library, "CA1", "maria")
    await start(log, "CA2", "maria")
    await library.reindex()
    assert await found(log, library, "CA2")
    off = settings.model_copy(update={"knowledge_from_calls": False})
    async with open_library(off, ToyEmbedder()) as other:
        await other.reindex()
        assert await other.past_calls() == []
        assert [one.document.id for one in await other.documents()] == ["others"]


async def test_a_card_names_the_calls_page_and_none_of_its_words(
    log: EventLog, library: Library
) -> None:
    """What another call's card says of it is no copy: the page asks who may see it."""
    await keep(log, library, "CA1", "maria")
    await start(log, "CA2", "maria")
    (source,) = [
        one for one in await PastCalls(log, "CA2").search(library, ASKED, ANYBODY, 4) if one.is_call
    ]
    assert source.passage == TEXT  # as a model reads it
    told = source.as_data()
    assert (told["kind"], told["address"], told["passage"]) == ("call", f"{PAGE}CA1", "")


def test_an_index_of_each_machine_and_one_database_of_all_are_refused() -> None:
    """An erased call would stay in the indexes of the other machines."""
    with pytest.raises(SettingsError, match="KNOWLEDGE_FROM_CALLS=on with a Postgres needs"):
        load(knowledge_from_calls="on", database_url="postgresql://x/y")
    assert load().knowledge_from_calls is False
