"""What docs/playbooks.md shows does what it says."""

import asyncio
import re
import sys
from pathlib import Path

import pytest
import yaml

from bots import cli
from conversation.coaching.cues import Cues
from conversation.coaching.detection.agent_act import AgentAct
from conversation.coaching.detection.heard import HeardTurn
from conversation.coaching.detection.stance import Stances
from conversation.coaching.obligation import MAX_TITLE_CHARS, Obligation
from conversation.coaching.playbook import LOOKBACK_TURNS, Playbook
from conversation.coaching.rule_matching import matches
from conversation.coaching.rules import MAX_HEADLINE_WORDS, Move, Rule, Stage
from conversation.coaching.wording import Wording
from conversation.languages import HIDDEN, SMALL_TALK
from prompts.bundled import BASE
from prompts.extension import PlaybookFile
from prompts.linter import checked
from prompts.loader import load_playbook
from prompts.mistake import PromptError
from prompts.prompt import Prompt
from prompts.review.review import review
from tests.conversation.calls import agent, customer
from tests.product import ROOT

PAGE = (ROOT / "docs" / "playbooks.md").read_text("utf-8")
[EXAMPLE, REACTION, OBLIGATIONS, ALERTS, EXTENDED, SPANISH] = re.findall(
    r"```yaml\n(.*?)```", PAGE, re.DOTALL
)
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


def test_the_mistakes_that_the_page_shows_are_those_that_are_told() -> None:
    """Word for word, of the example with three typos."""
    [shown] = re.findall(r"^callshadow: workshop.yaml has .*?(?=^```)", PAGE, re.M | re.S)
    wrong = EXAMPLE.replace("speaker: agent", "speaker: agnet", 1)
    wrong = wrong.replace("priority: high", "priorty: high", 1).replace("- how much", "- (how much")
    error = PromptError.of("workshop.yaml", checked(wrong, Playbook)[1])
    assert shown == f"callshadow: {error}\n"


def test_the_extended_example_is_what_the_page_says(folder: Path) -> None:
    """Beside its parent: what is left of that one, and what stands in its place."""
    path = folder / "rental.yaml"
    path.write_text(EXTENDED, "utf-8")
    playbook = load_playbook(str(path), "en")
    assert playbook.id in PAGE
    assert [rule.id for rule in playbook.rules] == ["question", "price"]
    assert [stage.id for stage in playbook.stages] == list(playbook.fallback) == ["day"]
    assert "what ... (cost*|charge)" not in playbook.rules[1].cues


def test_the_rule_for_a_price_reaction_counts_after_a_price_alone() -> None:
    """The rule that the page shows is one, and waits for the act that it names."""
    (rule,) = (Rule.model_validate(part) for part in yaml.safe_load(REACTION))
    said, price = customer("Oh wow, that's quite a lot."), agent("It's ninety dollars a month.")
    assert matches([rule], HeardTurn(said, [price], "en"))
    assert not matches([rule], HeardTurn(said, [agent("How are you?")], "en"))


def test_the_obligations_that_the_page_shows_are_heard() -> None:
    """Added to the example, each by words of its own, and not by those that its `unless` names."""
    playbook, mistakes = checked(EXAMPLE + OBLIGATIONS, Playbook)
    assert playbook
    assert not mistakes
    said = [
        "This call is recorded.",
        "The inspection is 20 euros.",
        "It won't cost more than 80.",
        "The inspection won't cost more than 20.",
    ]
    for at, text in enumerate(said):
        heard = HeardTurn(agent(text), (), "en")
        found = [one.id for one in playbook.obligations if one.heard_in(heard)]
        assert found == [one.id for one in playbook.obligations[at : at + 1]], text


def test_the_alerts_that_the_page_shows_are_taken() -> None:
    """Added to the example, they name signals that it has."""
    playbook, mistakes = checked(EXAMPLE + ALERTS, Playbook)
    assert not mistakes
    assert playbook
    assert [alert.id for alert in playbook.alerts] == ["cross_about_safety", "long_silence"]


def test_the_page_tells_every_act() -> None:
    """The table of acts has each of them once."""
    section = PAGE.split("## What the agent did just before")[1].split("\n## ")[0]
    assert re.findall(r"^\| `(\w+)` \|", section, re.M) == list(AgentAct)


def test_words_that_the_page_calls_not_meant_are_not() -> None:
    """Each example in the table of stances has its cue in italics."""
    section = PAGE.split("## Words that are not meant")[1].split("\n## ")[0]
    examples = re.findall(r"“[^”]*”|\"[^\"]*\"", section.split("|---|---|")[1].split("\n\n")[0])
    assert len(examples) == 9
    for example in examples:
        text = example.strip('"').replace("*", "")
        [cue] = re.findall(r"\*(.+?)\*", example)
        wording = Wording(text)
        assert Stances(wording, "en").at(next(Cues([cue]).spans(wording))), example


def test_the_warnings_that_the_page_shows_are_those_that_are_told() -> None:
    """Word for word, of the example with two changes."""
    [shown] = re.findall(r"^workshop.yaml: no mistake.*?(?=^```)", PAGE, re.M | re.S)
    odd = EXAMPLE.replace("- how much\n", "- how much\n      - how much is it\n", 1)
    found = review(odd.replace('cues: ["?"]', 'cues: ["how much ... ?"]', 1))
    told = [f"  warning  {warning}" for warning in found.warnings]
    assert shown.splitlines()[1:] == told
    assert f"{len(told)} warnings (workshop@1/en, 3 rules)" in shown


def test_the_trial_that_the_page_shows_is_what_is_shown(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Word for word, but for how sure the coach is."""
    section = PAGE.split("## Try it on a call")[1]
    talk, shown = re.findall(r"^```\n(.*?)^```", section, re.M | re.S)[:2]
    (folder / "talk.txt").write_text(talk, "utf-8")
    monkeypatch.chdir(folder)
    assert cli.main(["playbook", "try", "workshop.yaml", "talk.txt"]) == 0
    told = [line.rstrip() for line in capsys.readouterr().out.splitlines()]
    confidence = re.compile(r"0\.\d\d")
    assert confidence.sub("", "\n".join(told)) == confidence.sub("", shown.rstrip())


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Es que es muy caro para nosotros.", "precio"),
        ("Está fuera de nuestro presupuesto.", "precio"),
        ("No es tan caro, ¿verdad?", "pregunta"),
        ("¿Y cuándo empezamos?", "pregunta"),
        ("Somos una tienda de bicis.", None),
    ],
)
def test_the_spanish_example_leads_in_spanish(tmp_path: Path, text: str, rule: str | None) -> None:
    """The file of "Another language" is read in its own language, and its cues are found."""
    path = tmp_path / "ventas.es.yaml"
    path.write_text(SPANISH, "utf-8")
    playbook = load_playbook(str(path), "es")
    assert playbook.id == "ventas@1/es"
    found = playbook.advise(customer(text), [])
    assert (found and found[1][0]) == rule
    assert playbook.stages_in(agent("¿Qué es lo que necesitan?")) == ["necesidad"]


def test_the_page_tells_the_languages_that_are_known() -> None:
    """The table of "Another language" has the lists' own languages."""
    rows = dict(
        re.findall(r"^\| ([^|]+) \| ([a-z, ]+) \|", PAGE.split("### Another language")[1], re.M)
    )
    known = {what.split(" ")[0].strip(","): tuple(tags.split(", ")) for what, tags in rows.items()}
    assert known["greetings"] == SMALL_TALK
    assert known["spoken"] == HIDDEN
    files = (ROOT / "prompts" / "playbooks").glob("*.yaml")
    bundled = {path.stem.split(".")[1] for path in files}
    assert set(known["playbooks"]) == bundled


def test_the_page_tells_every_signal_of_the_bundled_playbooks() -> None:
    """The table of signals has each of them with its playbooks, in every language, and no other."""
    section = PAGE.split("## The signals of the bundled playbooks")[1].split("\n## ")[0]
    rows = re.findall(r"^\| `(\w+)` \| [^|]+ \| ([a-z, ]+) \|$", section, re.M)
    known: dict[str, dict[str, set[str]]] = {}
    for path in (ROOT / "prompts" / "playbooks").glob("*.yaml"):
        name, language = path.stem.split(".")
        if name != BASE:
            for rule in load_playbook(name, language).rules:
                known.setdefault(language, {}).setdefault(rule.signal, set()).add(name)
    names = set.union(*known["en"].values())
    told = {signal: names if of == "all" else set(of.split(", ")) for signal, of in rows}
    assert known == dict.fromkeys(known, told)
    assert len(told) == len(rows)


async def test_the_tests_of_the_example_pass(folder: Path) -> None:
    """`pytest test_workshop.py` beside the file is green, as the page says."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"),
        *("-p", "no:schemathesis", "test_workshop.py"),
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
    fields = {
        name
        for part in (PlaybookFile, Stage, Rule, Move, Obligation, Prompt)
        for name in part.model_fields
    }
    prompts = (ROOT / "docs" / "prompts.md").read_text("utf-8")
    named = set(re.findall(r"`(\w+)`", PAGE + prompts))
    assert fields - {"answer_language"} <= named
    assert f"at most {MAX_HEADLINE_WORDS} words" in PAGE
    assert f"at most {MAX_TITLE_CHARS} characters" in PAGE
    assert f"of the {LOOKBACK_TURNS} turns before" in PAGE
