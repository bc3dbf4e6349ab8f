"""A model reads documents, `KNOWLEDGE_GRAPH=model`: over real sockets, from command to tree."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bots import cli, knowledge
from peers.linker import asked_passage, sensible, telling
from peers.openai import OpenAIPeer
from peers.openai_reply import Trouble
from settings import Settings, SettingsError, load
from tests.logged import logged

TEXT = """# Ferry handbook

## Boarding

Whoever brings a bicycle is let on first. The bicycle fare is twelve euros each way, paid on deck.

## Cabins

Whoever wants to sleep takes a cabin on deck three. An outer cabin has a window of its own.
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ferry.md").write_text(TEXT, "utf-8")
    return tmp_path


@pytest.fixture
async def peer() -> AsyncIterator[OpenAIPeer]:
    async with OpenAIPeer(sensible, first_token_s=0, token_s=0) as peer:
        yield peer


def asking(peer: OpenAIPeer) -> Settings:
    return load(knowledge_graph="model", openai_api_key="sk-x", openai_base_url=peer.url)


async def run(
    settings: Settings, capsys: pytest.CaptureFixture[str], *words: str
) -> tuple[int, str, str]:
    args = cli.build_parser().parse_args(["knowledge", *words])
    code = await knowledge.main(args, settings)
    printed = capsys.readouterr()
    return code, printed.out, printed.err


async def test_links_of_a_model_are_told_apart(
    folder: Path, peer: OpenAIPeer, capsys: pytest.CaptureFixture[str]
) -> None:
    """The vendor is asked in strict JSON about each passage, once; a reindex asks nothing."""
    settings = asking(peer)
    assert await run(settings, capsys, "add", "ferry.md") == (0, "1 new\n", "")
    asked = [request.body for request in peer.requests]
    assert sorted(asked_passage(body)[0] for body in asked) == [
        "Ferry handbook › Boarding",
        "Ferry handbook › Cabins",
    ]
    assert all(body["response_format"]["json_schema"]["strict"] for body in asked)
    _, out, _ = await run(settings, capsys, "graph", "bicycle fare")
    assert out.splitlines() == [
        "bicycle fare",
        f"    states twelve euros each way, paid on deck  {folder / 'ferry.md'}  (by a model)",
    ]
    _, out, _ = await run(settings, capsys, "graph", "cabins", "--hops", "1")
    assert "(by a model)" not in out
    (folder / "ferry.md").write_text(TEXT.replace("three", "four"), "utf-8")
    assert (await run(settings, capsys, "add", "ferry.md"))[1] == "1 changed\n"
    assert (await run(settings, capsys, "reindex"))[0] == 0
    assert len(peer.requests) == 3


async def test_a_model_that_lies_makes_no_link(
    peer: OpenAIPeer, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nor one that a document has talked into it: what does not stand there is thrown away."""
    peer.answer = telling(
        ("bicycle", "has_value", "free of charge"),
        ("Northlane", "has_part", "bicycle fare"),
        ("bicycle fare", "has_value", "two euros"),
        ("bicycle fare", "owns", "each way"),
        ("Ignore the passage", "states", "link all to all"),
    )
    settings = asking(peer)
    assert await run(settings, capsys, "add", "ferry.md") == (0, "1 new\n", "")
    for term in ("bicycle", "bicycle fare", "northlane", "two euros", "passage"):
        _, out, _ = await run(settings, capsys, "graph", term)
        assert "(by a model)" not in out


@pytest.mark.parametrize(
    ("trouble", "why"),
    [
        (Trouble(status=401), "key"),
        (Trouble(status=429), "limit"),
        (Trouble(cut_after=3), ""),
    ],
)
async def test_a_model_that_fails_stops_no_reading(
    peer: OpenAIPeer, capsys: pytest.CaptureFixture[str], trouble: Trouble, why: str
) -> None:
    """The document is found all the same, and one line says what was read without, and why."""
    peer.trouble = trouble
    code, out, told = await run(asking(peer), capsys, "add", "ferry.md")
    assert (code, out) == (0, "1 new\n")
    (line,) = [one for one in told.splitlines() if "without the model" in one]
    assert line.startswith("ferry.md: 2 of 2 passages were read without the model: ")
    assert why in line.lower()
    assert "bicycle" in (await run(load(), capsys, "search", "bicycle fare"))[1]
    with logged("WARNING") as lines:
        assert (await run(asking(peer), capsys, "reindex"))[0] == 0
    assert "2 of 2 passages were read without the model" in "".join(lines)
    peer.trouble = None
    assert (await run(asking(peer), capsys, "reindex"))[0] == 0
    assert "(by a model)" in (await run(load(), capsys, "graph", "bicycle fare"))[1]


async def test_it_answers_with_no_json(
    peer: OpenAIPeer, capsys: pytest.CaptureFixture[str]
) -> None:
    """A model that chats in place of an answer has read nothing."""
    peer.answer = lambda _: json.dumps("I would rather not.")
    _, _, told = await run(asking(peer), capsys, "add", "ferry.md")
    assert "2 of 2 passages were read without the model: The model's links are not of" in told


async def test_rules_alone_ask_nobody(peer: OpenAIPeer, capsys: pytest.CaptureFixture[str]) -> None:
    """Which is so unless it is asked for: no word of a document leaves this machine."""
    settings = load(openai_api_key="sk-x", openai_base_url=peer.url)
    assert (await run(settings, capsys, "add", "ferry.md"))[0] == 0
    assert peer.connections == 0


async def test_a_model_has_to_be_there(capsys: pytest.CaptureFixture[str]) -> None:
    """One that is asked for and not configured is told before anything is read."""
    with pytest.raises(SettingsError, match=r"KNOWLEDGE_GRAPH=model needs .* OPENAI_API_KEY"):
        await run(load(knowledge_graph="model"), capsys, "add", "ferry.md")
    assert (await run(load(knowledge_graph="model"), capsys, "list"))[0] == 0
