"""What docs/playbooks.md shows does what it says."""

import asyncio
import re
import sys
from pathlib import Path

import pytest

from conversation.coaching.cues import Cues
from conversation.coaching.playbook import LOOKBACK_TURNS, Playbook
from conversation.coaching.rules import MAX_HEADLINE_WORDS, Move, Rule, Stage
from conversation.coaching.wording import Wording
from prompts.loader import load_playbook
from prompts.prompt import Prompt
from tests.product import ROOT

PAGE = (ROOT / "docs" / "playbooks.md").read_text("utf-8")
[EXAMPLE] = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
[TESTS] = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
CUES = [
    tuple(cell.strip() for cell in re.split(r"(?<!\\)\|", row)[1:4])
    for row in re.findall(r"^\| `[^\n]*`[^\n]*$", PAGE.split("## Cues")[1].split("## ")[0], re.M)
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the page's playbook, and its tests beside it."""
    (tmp_path / "workshop.yaml").write_text(EXAMPLE, "utf-8")
    (tmp_path / "test_workshop.py").write_text(TESTS, "utf-8")
    return tmp_path


def test_the_example_is_a_playbook(folder: Path) -> None:
    """The file on the page is read without a complaint, under the id that the page gives."""
    playbook = load_playbook(str(folder / "workshop.yaml"), "en")
    assert playbook.id in PAGE
    assert len(list((ROOT / "prompts" / "playbooks").glob("*.yaml"))) == 4


async def test_the_tests_of_the_example_pass(folder: Path) -> None:
    """`pytest test_workshop.py` beside the file is green, as the page says."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_workshop.py"),
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    printed, _ = await process.communicate()
    assert process.returncode == 0, printed.decode()
    assert b"6 passed" in printed


@pytest.mark.parametrize(("cue", "inside", "outside"), CUES)
def test_a_cue_is_where_the_page_says(cue: str, inside: str, outside: str) -> None:
    """Each row of the table of cues is so."""
    cues = Cues([cue.strip("`").replace("\\|", "|")])
    assert Wording(inside) in cues
    assert Wording(outside) not in cues


def test_the_page_knows_every_field_and_limit() -> None:
    """The tables name the fields that a file may have, and the numbers are those of the code."""
    assert len(CUES) == 7
    fields = {name for part in (Playbook, Stage, Rule, Move, Prompt) for name in part.model_fields}
    named = set(re.findall(r"`(\w+)`", PAGE))
    assert fields - {"answer_language"} <= named
    assert f"at most {MAX_HEADLINE_WORDS} words" in PAGE
    assert f"of the {LOOKBACK_TURNS} turns before" in PAGE
