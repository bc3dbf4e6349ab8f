"""Knowledge in the calls of a process: the library's passages, for the audience of each."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from coach.knowledge import CallKnowledge
from coach.request import Request
from conversation.events.payloads import Status
from conversation.privacy.redaction import Redactor
from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn
from knowledge.document import Audience
from knowledge.library import Library, open_library
from peers.web_search import KEY, WebSearchPeer
from pipeline.call_knowledge import WebWords
from pipeline.coaches import Coaches, open_coaches
from pipeline.text_session import TextSession
from settings import load
from tests.knowledge.toy_embedder import ToyEmbedder, document

FACT = "How many invoices fit into one import: 5,000 invoices."
IMPORTS = document("imports", FACT)
OTHERS = document(
    "others",
    *(f"About {word}: our {word} team writes to you." for word in "abcdefghijklmno"),
)
WORDS = WebWords("en", ())
MOST_WAITS = 25
"""Of 80 ms each; a search that has ended is not waited for."""
ASKED = "so how many invoices fit into one import"


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[tuple[Library, Coaches]]:
    settings = load(data_dir=folder / "data", coach_meaning=False)
    async with (
        open_library(settings, ToyEmbedder()) as library,
        open_coaches(settings, None, library) as coaches,
    ):
        yield library, coaches


async def answered(coaches: Coaches, text: str = ASKED, **said: str) -> dict[str, Any] | None:
    """The card of a call with one turn, whose search is not late however busy the machine is."""
    session = TextSession(Redactor())
    turn, factory = await session.hear(coaches, Speaker.CUSTOMER, text, said)
    assert session.coaching
    if knowledge := session.coaching.knowledge:
        request = Request.of(session.conversation, turn)
        for _ in range(MOST_WAITS):
            if await knowledge.found(request):
                break
    return (await session.advise(factory, turn)).suggestion


async def found(call: CallKnowledge, text: str) -> bool:
    """Whether a turn has a passage, once its search has ended and told what it has to."""
    request = Request(Turn("c1", Speaker.CUSTOMER, text, 0, 900), ())
    for _ in range(MOST_WAITS):
        if await call.found(request):
            return True
    return False


async def test_a_card_of_the_library_names_its_source(tmp_path: Path) -> None:
    """From the document to the card, by the very engine of a call."""
    async with opened(tmp_path) as (library, coaches):
        await library.add(*IMPORTS)
        await library.add(*OTHERS)
        card = await answered(coaches)
    assert card
    assert card["headline"] == FACT
    (source,) = card["sources"]
    assert (source["id"], source["address"]) == ("imports.0", "docs/imports.md")
    assert source["outside"] is False


@pytest.mark.parametrize(
    ("audience", "is_found"),
    [
        (Audience(), True),
        (Audience(("sales",)), True),
        (Audience(("support",)), False),
        (Audience(group="gold"), True),
        (Audience(group="silver"), False),
    ],
)
async def test_a_call_knows_what_is_for_its_audience(
    tmp_path: Path, audience: Audience, is_found: bool
) -> None:
    """By its playbook, and by the group of customers that its stream says."""
    async with opened(tmp_path) as (library, coaches):
        document, passages = IMPORTS
        await library.add(replace(document, audience=audience), passages)
        await library.add(*OTHERS)
        desk = coaches.knowledge
        assert desk
        call = await desk.for_call("sales", {"customer_group": "gold"}, WORDS)
        assert call
        card = await answered(coaches, customer_group="gold", playbook="sales")
    assert bool(card) is is_found


async def test_without_documents_a_call_has_nothing_of_it(tmp_path: Path) -> None:
    """No object, no file; the next call after the first document has it."""
    async with opened(tmp_path) as (library, coaches):
        desk = coaches.knowledge
        assert desk
        assert await desk.for_call("sales", {}, WORDS) is None
        assert not (tmp_path / "data" / "knowledge.db").exists()
        await library.add(*IMPORTS)
        assert await desk.for_call("sales", {}, WORDS)


async def test_a_call_that_began_while_nothing_could_be_asked_has_it_later(tmp_path: Path) -> None:
    """It is told that it has nothing, and that it has something again."""
    statuses: list[tuple[str, str]] = []

    async def tell(status: Status) -> None:
        statuses.append((status.state, status.code))

    (tmp_path / "data").mkdir()
    file = tmp_path / "data" / "knowledge.db"
    file.write_bytes(b"no database" * 500)
    async with opened(tmp_path) as (library, coaches):
        desk = coaches.knowledge
        assert desk
        call = await desk.for_call("sales", {}, WORDS)
        assert call
        call.outage.tell_by(tell)
        assert not await found(call, ASKED)
        assert statuses == [("down", "knowledge_unavailable")]
        file.unlink()
        await library.add(*IMPORTS)
        assert await found(call, f"{ASKED} now")
        await call.stop(within_s=1)
    assert statuses[1:] == [("ok", "knowledge_recovered")]


async def test_a_question_that_found_nothing_is_a_gap_with_its_words_redacted(
    tmp_path: Path,
) -> None:
    """Whoever writes documents sees what is asked, and no number of a caller's."""
    asked = "do you know whether 4111 1111 1111 1111 is a card for parking garages"
    async with opened(tmp_path) as (library, coaches):
        await library.add(*IMPORTS)
        assert await answered(coaches, asked) is None
        (gap,) = await library.gaps()
    assert "parking garages" in gap.question
    assert "4111" not in gap.question


async def test_a_library_that_fails_is_told_once_and_calls_go_on(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A database that is none: the coach answers by its rules."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "knowledge.db").write_bytes(b"this is no database, and never was" * 99)
    async with opened(tmp_path) as (_, coaches):
        for _ in range(2):
            card = await answered(coaches, "It is too expensive for us.")
            assert card
            assert card["sources"] == []


async def test_with_the_web_a_call_can_ask_it_without_documents(tmp_path: Path) -> None:
    """The agent's own question is asked; pages are marked as from outside."""
    async with WebSearchPeer() as peer:
        settings = load(
            data_dir=tmp_path,
            coach_meaning=False,
            web_search="brave",
            brave_api_key=KEY,
            web_search_base_url=peer.url,
        )
        async with (
            open_library(settings, ToyEmbedder()) as library,
            open_coaches(settings, None, library) as coaches,
        ):
            assert coaches.knowledge
            call = await coaches.knowledge.for_call("sales", {}, WORDS)
            assert call
            asked = Turn("c1", Speaker.CUSTOMER, "We use something else.", 0, 900)
            found = await call.found(Request(asked, (), "does it work with a rival of theirs"))
    assert [one.is_outside for one in found] == [True, True]
    assert [search.query for search in peer.searches] == ["does it work with a rival of theirs"]
