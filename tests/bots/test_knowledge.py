"""Knowledge commands, `callshadow knowledge …`: documents in, found, and out again."""

import asyncio
import os
import re
from pathlib import Path

import pytest

from bots import cli
from bots.knowledge_paths import wanted
from knowledge.library import open_library
from settings import load
from tests.knowledge.toy_embedder import ToyEmbedder

PLANS = "# Plans\n\n## What Enterprise costs\n\nEnterprise is 60 euros a seat, SSO included.\n"
HOURS = "# Support\n\n## Opening hours\n\nWe answer the phone from nine to six, not on Sundays.\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is the current one, with two documents and other files."""
    monkeypatch.chdir(tmp_path)
    docs = tmp_path / "docs"
    (docs / ".git").mkdir(parents=True)
    for name, text in {
        "plans.md": PLANS,
        "hours.md": HOURS,
        ".git/x.md": "x",
        "y.png": "y",
    }.items():
        (docs / name).write_text(text, "utf-8")
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, list[str]]:
    """The exit code, what is printed, and the lines of errors."""
    code = cli.main(["knowledge", *words])
    printed = capsys.readouterr()
    told = [line for line in printed.err.splitlines() if "|" not in line]
    return code, printed.out, told


def test_documents_are_read_found_read_again_and_removed(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What can't be read is named, one by one, and the rest is taken."""
    (folder / "empty.md").write_text("", "utf-8")
    code, out, told = run(capsys, "add", "docs", "empty.md", "nope.md")
    assert (code, out) == (1, "2 new, 1 refused\n")
    assert told == [
        "nope.md: there is no such file, folder or address",
        "empty.md: the file is empty",
    ]
    code, out, _ = run(capsys, "search", "what", "is", "the", "price", "of", "enterprise")
    assert (code, "60 euros" in out, str(folder / "docs/plans.md") in out) == (0, True, True)
    (folder / "docs/plans.md").write_text(PLANS.replace("60", "70"), "utf-8")
    (folder / "docs/hours.md").unlink()
    assert run(capsys, "add", "docs", "--prune")[:2] == (0, "1 changed, 1 removed\n")
    code, out, _ = run(capsys, "list")
    assert (code, out.count("Plans"), "version 2" in out, "Support" in out) == (0, 1, True, False)
    assert run(capsys, "remove", str(folder / "docs/plans.md"))[0] == 0
    code, _, told = run(capsys, "remove", "plans.md")
    assert (code, told) == (1, ["plans.md: there is no such document"])
    assert run(capsys, "search", "enterprise")[:2] == (0, "nothing found\n")
    assert run(capsys, "gaps")[:2] == (0, "no question has found nothing likely so far\n")


def test_the_passages_of_a_document_are_shown(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As calls have them, with what stands above each; a document that is not there is named."""
    (folder / "fees.csv").write_text("boat,fee\nRaft,20\n", "utf-8")
    assert run(capsys, "add", "docs/plans.md", "fees.csv")[0] == 0
    assert run(capsys, "show", str(folder / "docs/plans.md"))[:2] == (
        0,
        "Plans  for all calls\n   1  Plans › What Enterprise costs\n"
        "      Enterprise is 60 euros a seat, SSO included.\n",
    )
    assert "   1\n      boat: Raft; fee: 20\n" in run(capsys, "show", str(folder / "fees.csv"))[1]
    code, _, told = run(capsys, "show", "plans.md")
    assert (code, told) == (1, ["plans.md: there is no such document"])


def test_what_people_wrote_in_another_kind_is_named(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Else they would take a price list for known; a picture or a hidden file is none."""
    for name in ("docs/prices.XLSX", "docs/old.doc", "docs/.git/y.doc"):
        (folder / name).write_bytes(b"PK")
    code, out, told = run(capsys, "add", "docs")
    assert (code, out) == (0, "2 new, 2 passed over\n")
    assert told == [
        "docs/old.doc: .doc can't be read; save it as DOCX",
        "docs/prices.XLSX: .xlsx can't be read; save a sheet a file as CSV",
    ]


def test_a_bar_moves_on_within_a_long_document(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a terminal; elsewhere, there is none."""
    long = "\n\n".join(f"## Matter {n}\n\nIt is told on page {n}." for n in range(40))
    (folder / "long.md").write_text(long, "utf-8")
    assert run(capsys, "add", "docs/hours.md") == (0, "1 new\n", [])
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert cli.main(["knowledge", "add", "long.md"]) == 0
    shown = {int(found) for found in re.findall(r"(\d+)%", capsys.readouterr().err)}
    assert {40, 80, 100} <= shown


def test_a_question_is_taken_off_the_list(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By its words, as they are listed; one that is not there is named."""

    async def miss() -> None:
        async with open_library(load(), ToyEmbedder()) as library:
            await library.missed("do you fax")

    asyncio.run(miss())
    _, listed, _ = run(capsys, "gaps")
    assert listed.rstrip().endswith("do you fax")
    assert run(capsys, "gaps", "--close", "do you fax")[:2] == (0, "")
    code, _, told = run(capsys, "gaps", "--close", "do you fax")
    assert (code, told) == (1, ["do you fax: there is no such question"])


def test_the_graph_of_a_term_is_a_tree(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each line says how, what, and where it stands; one says that a term is nowhere."""
    assert run(capsys, "add", "docs")[0] == 0
    code, out, told = run(capsys, "graph", "what", "Enterprise", "costs", "--hops", "1")
    assert (code, told) == (0, [])
    assert out.splitlines() == [
        "What Enterprise costs",
        f"    is a part of Plans  {folder / 'docs/plans.md'}",
        f"    states Enterprise is 60 euros a seat, SSO included.  {folder / 'docs/plans.md'}",
    ]
    code, out, _ = run(capsys, "graph", "plans")
    assert (code, "\n        states Enterprise is 60 euros" in out) == (0, True)
    code, out, _ = run(capsys, "graph", "price objection")
    assert (code, "    is countered by Put the price beside" in out, "sales@" in out) == (
        0,
        True,
        True,
    )
    code, out, told = run(capsys, "graph", "entreprise kosts")
    assert (code, out) == (1, "")
    assert told[0].startswith("nothing is known of 'entreprise kosts'; there is '")


def test_a_folder_a_pattern_and_an_address_stand_for_documents(folder: Path) -> None:
    """Each once; hidden folders and files of other kinds are passed over."""
    given = ["docs", "docs/*.md", "docs/plans.md", "https://example.com/faq"]
    found, wrong = wanted(given)
    docs = folder / "docs"
    expected = [str(docs / "hours.md"), str(docs / "plans.md"), "https://example.com/faq"]
    assert ([one.address for one in found], wrong) == (expected, [])


def test_names_and_words_that_are_no_text_are_taken(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file of an older system has its bytes written out, and costs no other of its folder."""
    for name in (b"docs/caf\xe9.md", b"docs/caf\xe8.md"):
        Path(os.fsdecode(name)).write_text(PLANS, "utf-8")
    assert run(capsys, "add", "docs")[:2] == (0, "4 new\n")
    _, out, _ = run(capsys, "list")
    assert str(folder / r"docs/caf\xe9.md") in out
    assert run(capsys, "search", os.fsdecode(b"entr\xe9prise price"))[0] == 0
    assert run(capsys, "gaps", "--close", os.fsdecode(b"\xff"))[0] == 1
    assert run(capsys, "graph", os.fsdecode(b"\xff"))[0] == 1
    Path(os.fsdecode(b"docs/caf\xe8.md")).unlink()
    assert run(capsys, "add", "docs", "--prune")[:2] == (0, "3 same, 1 removed\n")
    assert run(capsys, "remove", os.fsdecode(os.path.realpath(b"docs/caf\xe9.md")))[0] == 0


def test_a_pipe_is_no_document(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It would be waited for without an end."""
    os.mkfifo(folder / "pipe.md")
    code, _, told = run(capsys, "add", "pipe.md")
    assert (code, told[0].startswith("pipe.md: no file")) == (1, True)


def test_a_folder_without_documents_is_told(folder: Path) -> None:
    """With what could be read."""
    (folder / "empty").mkdir()
    assert wanted(["empty"])[1][0].startswith("empty: no file in it can be read; what can is .pdf")


@pytest.mark.parametrize(
    "words", [[], ["add"], ["serch", "x"], ["search", "x", "--limit", "0"], ["graph"]]
)
def test_wrong_usage_is_exit_2(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """It says what is right."""
    with pytest.raises(SystemExit) as ended:
        cli.main(["knowledge", *words])
    assert ended.value.code == 2
    assert "callshadow knowledge" in capsys.readouterr().err
