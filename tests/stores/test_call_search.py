"""Search of calls by what was said, in SQLite and in Postgres alike."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, text

from conversation.events.event import CallEvent, EventType
from conversation.search.query import SearchQueryError
from stores.databases.database import Database
from stores.log.event_log import EventLog, open_event_log
from stores.search.index import delete_words, index_words
from stores.tables.search_schema import call_words
from tests.stores.events import NOON, ended, said, started


async def hold(log: EventLog, call_id: str, *texts: str, agent: str = "maria") -> None:
    """A call in which this was said."""
    await log.append(started(call_id, parameters={"agent_id": agent}))
    for number, words in enumerate(texts):
        data = {"turn_id": f"t{number}", "speaker": "customer", "start_ms": number, "text": words}
        await log.append(CallEvent(call_id, EventType.TURN_FINAL, NOON, data))


async def found(log: EventLog, search: str, **wanted: Any) -> list[str]:
    """The ids of the calls that a search finds."""
    return sorted(record.call_id for record in await log.calls(search=search, **wanted))


async def test_words_are_found_in_whatever_case_and_accents(log: EventLog) -> None:
    """Words of one turn in any order, phrases as they are, and the beginning of the last word."""
    await hold(log, "C1", "Le détail du remboursement, c'est l'été prochain")
    await hold(log, "C2", "Mañana llamo: ¿un descuento?", "detail by detail")
    await hold(log, "C3", "It's a two-year deal", "the year is two")
    await hold(log, "C4", "Straße in Gefrierdorf, दिल्ली")
    for search, ids in {
        "detail": ["C1", "C2"],
        "DÉTAIL": ["C1", "C2"],
        "manana": ["C2"],
        "ete prochain": ["C1"],
        "prochain detail": ["C1"],
        "descuento detail": [],
        '"two year"': ["C3"],
        '"year deal" two': ["C3"],
        '"deal year"': [],
        "two-year": ["C3"],
        "remb": ["C1"],
        '"remb"': [],
        "remb detail": [],
        "de": [],
        "c'est": ["C1"],
        "STRASSE": ["C4"],
        "दिल्ली": ["C4"],
        "OR": [],
        "detail*": ["C1", "C2"],
        "detail) OR (remb": [],
        "words:detail": [],
        "maria": ["C1", "C2", "C3", "C4"],
    }.items():
        assert await found(log, search) == ids, search


async def test_a_search_keeps_to_the_other_filters(log: EventLog) -> None:
    """One agent's calls alone, and from page to page."""
    for number in range(3):
        await hold(log, f"M{number}", "the price")
    await hold(log, "B0", "the price", agent="ben")
    assert await found(log, "price", agent_id="ben") == ["B0"]
    assert await found(log, "price", agent_id="maria") == ["M0", "M1", "M2"]
    first = await log.calls(search="price", limit=3)
    assert await found(log, "price", before=first[-1].cursor) == ["B0"]


@pytest.mark.parametrize("search", ['a "b', "...", '""', "\0", "(", " ".join(map(str, range(17)))])
async def test_what_can_not_be_looked_for_is_refused(log: EventLog, search: str) -> None:
    """By one error that says what is wrong."""
    for ask in (log.calls(search=search), log.snippets(["A"], search)):
        with pytest.raises(SearchQueryError, match="search: "):
            await ask


async def test_snippets_say_where_the_words_are(log: EventLog) -> None:
    """The first turns and headlines that have them, with their places."""
    await hold(log, "A", "Hello", "What is the Price?", "Prices, price!", "price", "price")
    card = {"suggestion_id": "s1", "turn_id": "t1", "headline": "Name a price"}
    await log.append(started("B"))
    await log.append(CallEvent("B", EventType.SUGGESTION_FINAL, NOON, card))
    snippets = await log.snippets(["A", "B", "C"], "price")
    told = [(one.turn_id, one.speaker, one.start_ms, one.text, one.marks) for one in snippets["A"]]
    assert told == [
        ("t1", "customer", 1, "What is the Price?", ((12, 17),)),
        ("t2", "customer", 2, "Prices, price!", ((0, 6), (8, 13))),
        ("t3", "customer", 3, "price", ((0, 5),)),
    ]
    (one,) = snippets["B"]
    assert (one.turn_id, one.suggestion_id, one.speaker) == ("t1", "s1", None)
    assert (one.text, one.marks) == ("Name a price", ((7, 12),))
    assert "C" not in snippets


async def test_a_turn_of_any_length_is_stored(log: EventLog) -> None:
    """Its first words are found; an endless one by its beginning."""
    await hold(log, "A", "beginning " + "é" * 5_000 + " word" * 20_000 + " unfound")
    assert await found(log, "beginning") == ["A"]
    assert await found(log, "e" * 70) == ["A"]
    assert await found(log, "unfound") == []


async def test_deleted_calls_are_found_no_more(log: EventLog, database: Database) -> None:
    """By erasure and by retention; no row of theirs is left."""
    for call_id in ("A", "B", "C"):
        await hold(log, call_id, "mysecretword")
    await log.append(ended("B"))
    await log.erasure.delete("A", by="dpo", now=NOON)
    await log.erasure.delete_older_than(NOON + timedelta(days=1), now=NOON)
    assert await found(log, "mysecretword") == ["C"]
    rows = select(call_words.c.call_id, func.count()).group_by(call_words.c.call_id)
    assert await database.read(lambda c: c.execute(rows).all()) == [("C", 1)]


async def test_the_index_is_made_again(log: EventLog, database: Database) -> None:
    """With the insights: what an older version has written, or has erased by halves."""
    await hold(log, "A", "price")
    await database.write(lambda connection: delete_words(connection, ["A"]))
    gone = said("gone", "price").numbered(2)
    await database.write(lambda connection: index_words(connection, [gone]))
    assert await found(log, "price") == []
    assert await log.projections.rebuild() == 1
    assert await log.projections.rebuild() == 1
    assert await found(log, "price") == ["A"]
    ids = select(call_words.c.call_id)
    assert await database.read(lambda c: c.execute(ids).scalars().all()) == ["A"]


async def test_an_older_log_is_indexed_when_it_is_opened(log_url: str, database: Database) -> None:
    """All that was said before, however many batches it takes."""
    async with open_event_log(log_url) as log:
        await hold(log, "A", *(f"number{n}" for n in range(30)))
        await hold(log, "B", "déjà vu")
    older = ["DROP TABLE insight_rollups", "DROP TABLE call_words", "DROP TABLE favourites"]
    older += ["DROP INDEX calls_by_consent", "ALTER TABLE calls DROP COLUMN consent"]
    older += ["DROP TABLE spent_tokens", "DROP TABLE agent_teams", "DROP INDEX calls_by_team"]
    older += ["ALTER TABLE calls DROP COLUMN team"]
    older += ["UPDATE alembic_version SET version_num = 'r0010'"]
    if log_url.startswith("sqlite"):
        older.insert(0, "DROP TABLE call_words_index")
    for statement in older:
        await database.write(lambda c, one=statement: c.execute(text(one)))
    async with open_event_log(log_url) as log:
        assert await found(log, "deja vu") == ["B"]
        assert await found(log, "number29") == ["A"]
        await hold(log, "C", "déjà")
        assert await found(log, "deja") == ["B", "C"]


@pytest.mark.parametrize("way", ["erased", "retained"])
async def test_no_deleted_word_is_in_the_files(sqlite_url: str, tmp_path: Path, way: str) -> None:
    """FTS5 keeps parts of a deleted word until it is merged away."""

    def parts() -> set[bytes]:
        content = b"".join(path.read_bytes() for path in (tmp_path / "data").iterdir())
        return {part for part in (b"zyxwvut", b"ponmlkj", b"jihgfed") if part in content}

    async with open_event_log(sqlite_url) as log:
        for number in range(20):  # several segments, some of them merged
            await hold(log, f"C{number}", "zyxwa and zyxwvutsr", "say ponmlkj")
        await hold(log, "A", "a zyxwvuts, ponmlkji and jihgfed")
        await log.append(ended("A", NOON - timedelta(days=2)))
        for number in range(20, 40):
            await hold(log, f"C{number}", "nothing of it")
        if way == "erased":
            await log.erasure.delete("A", by="dpo", now=NOON)
        else:
            await log.erasure.delete_older_than(NOON - timedelta(days=1), now=NOON)
        assert parts() == {b"zyxwvut", b"ponmlkj"}
        for number in range(20):
            await log.erasure.delete(f"C{number}", by="dpo", now=NOON)
        assert parts() == set()
        assert await found(log, "nothing") == [f"C{number}" for number in range(20, 40)]
