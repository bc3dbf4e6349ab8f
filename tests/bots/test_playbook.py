"""Playbook commands, `callshadow playbook check | try | new`: what they tell, and how they fail."""

import re
from pathlib import Path

import pytest

from bots import cli, playbook_arguments
from conversation.coaching.rules import ID, LANGUAGE
from prompts.loader import load_playbook

WRONG = """\
name: wrong
version: one
language: en
title: Wrong
goal: Be wrong.
stages: [{id: one, title: One, speaker: agnet}]
rules:
  - id: dear
    signal: price_objection
    cues: [(too dear]
    moves: [{headline: Ask, recommended_direction: On.}]
"""
ODD = WRONG.replace("version: one", "version: 1").replace(", speaker: agnet", "")
ODD = ODD.replace("[(too dear]", "[um]")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is the current one."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def check(capsys: pytest.CaptureFixture[str], *files: str) -> tuple[int, list[str], list[str]]:
    code = cli.main(["playbook", "check", *files])
    printed = capsys.readouterr()
    return code, printed.out.splitlines(), printed.err.splitlines()


def test_every_mistake_of_every_file_is_told_in_one_run(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With line, column and what is right; one file's mistakes hide no other file. Exit code 1."""
    (folder / "wrong.yaml").write_text(WRONG, "utf-8")
    (folder / "odd.yaml").write_text(ODD, "utf-8")
    code, out, err = check(capsys, "wrong.yaml", "nope.yaml", "odd.yaml")
    assert code == 1
    assert out[:4] == [
        "wrong.yaml: 3 mistakes",
        "  mistake  line 2, column 10: version: a whole number is expected here, not 'one'",
        "  mistake  line 6, column 41: stages.0.speaker: 'agnet' is none of customer, agent;"
        " is 'agent' meant?",
        "  mistake  line 10, column 12: rules.0.cues.0: '(too dear': ')' is missing",
    ]
    assert out[4].startswith("odd.yaml: no mistake, ")
    assert err == ["callshadow: nope.yaml: No such file or directory"]


def test_warnings_alone_are_no_failure(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is odd is told with its place, and the exit code is 0."""
    (folder / "odd.yaml").write_text(ODD, "utf-8")
    code, out, err = check(capsys, "odd.yaml")
    assert (code, err) == (0, [])
    assert out[0] == f"odd.yaml: no mistake, {len(out) - 1} warnings (wrong@1/en, 1 rule)"
    assert all(re.match(r"  warning  line \d+, column \d+: ", line) for line in out[1:])
    assert any("'um' can never be found" in line for line in out)


def test_a_bundled_playbook_is_checked_by_its_name(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As `try` takes it, in the language of COACH_LANGUAGE; a name that is none is told."""
    monkeypatch.setenv("COACH_LANGUAGE", "fr-CA")
    (folder / "odd.yaml").write_text(ODD, "utf-8")  # to check a bundled one takes a second
    code, out, err = check(capsys, "salse", "base", "odd.yaml")
    assert code == 1
    assert err == ["callshadow: no playbook 'salse' in 'fr-CA'; is 'sales' meant?"]
    assert out[0].startswith("base.fr.yaml: no mistake, ")
    assert any(line.startswith("odd.yaml: no mistake, ") for line in out)
    assert check(capsys, "odd.yaml")[0] == 0


@pytest.mark.parametrize("language", ["en", "fr", "es", "de", "pt", "fr-CA"])
def test_a_new_playbook_has_nothing_wrong_or_odd(
    language: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In each language whose words are known; it is a playbook, and names the schema."""
    assert cli.main(["playbook", "new", "mine", "--language", language]) == 0
    assert "mine.yaml" in capsys.readouterr().out
    assert load_playbook("./mine.yaml", language).id == f"mine@1/{language}"
    first, *_ = (folder / "mine.yaml").read_text("utf-8").splitlines()
    schema = first.removeprefix("# yaml-language-server: $schema=")
    assert (folder / schema).is_file()
    assert check(capsys, "mine.yaml") == (
        0,
        [f"mine.yaml: no mistake, no warnings (mine@1/{language}, 1 rule)"],
        [],
    )


def test_a_new_playbook_in_another_language_is_to_be_translated(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """It can be used; `new` says that its words are English, and so does `check`."""
    assert cli.main(["playbook", "new", "mine", "--language", "nl"]) == 0
    assert "Its words are English: write yours in 'nl'." in capsys.readouterr().out
    code, out, _ = check(capsys, "mine.yaml")
    assert code == 0
    assert "the file says 'nl', and its words look like 'en'" in out[1]


@pytest.mark.parametrize(
    ("language", "said", "routine"),
    [
        ("en", "What about the warranty?", "I'm looking for a bike for my son."),
        ("fr", "Et la garantie ?", "Je cherche un vélo pour mon fils."),
        ("es", "¿Y la garantía?", "Busco una bici para mi hijo."),
        ("de", "Und was ist mit der Garantie?", "Ich suche ein Rad für meinen Sohn."),
        ("pt", "E a garantia?", "Procuro uma bicicleta para o meu filho."),
    ],
)
def test_a_new_playbook_works_as_it_is(
    language: str,
    said: str,
    routine: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Its plainest cue shows its card, and what is said in every call shows none."""
    monkeypatch.setenv("COACH_MEANING", "true")
    assert cli.main(["playbook", "new", "mine", "--language", language]) == 0
    capsys.readouterr()
    Path("call.txt").write_text(
        f"agent: Tallybridge.\ncustomer: {routine}\nagent: I see.\ncustomer: {said}\n", "utf-8"
    )
    assert cli.main(["playbook", "try", "mine.yaml", "call.txt"]) == 0
    *_, told = capsys.readouterr().out.splitlines()
    assert told == "cards: 1; held back: 0; turns of the customer without a card: 1 of 2"


def test_a_cue_that_was_said_in_vain_is_told(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who wrote it sees that it was found, and why there is no card."""
    monkeypatch.setenv("COACH_MEANING", "true")
    assert cli.main(["playbook", "new", "mine"]) == 0
    capsys.readouterr()
    said = "My dentist asked me what about the warranty of a filling."
    (folder / "call.txt").write_text(f"agent: Tallybridge.\ncustomer: {said}\n", "utf-8")
    assert cli.main(["playbook", "try", "mine.yaml", "call.txt"]) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert "silent: no_signal" in out
    assert "not meant, or like no example" in out


def test_a_new_playbook_may_extend_another(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The parent's rules come along; without `--language` it is in the setting's."""
    assert cli.main(["playbook", "new", "mine", "--extends", "healthcare"]) == 0
    mine, parent = load_playbook("./mine.yaml", "en"), load_playbook("healthcare", "en")
    assert [r.id for r in mine.rules] == [*(r.id for r in parent.rules), "warranty"]
    code, told, _ = check(capsys, "mine.yaml")
    assert (code, "no warnings" in told[-1]) == (0, True)


def test_a_parent_that_is_not_there_is_told_and_nothing_is_written(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the name that is meant."""
    assert cli.main(["playbook", "new", "mine", "--extends", "salse"]) == 1
    assert "is 'sales' meant?" in capsys.readouterr().err
    assert not list(folder.iterdir())


def test_a_file_that_is_there_is_not_written_over(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is left as it is, and the command fails."""
    (folder / "mine.yaml").write_text("mine", "utf-8")
    assert cli.main(["playbook", "new", "mine"]) == 1
    told = "callshadow: mine.yaml is there already, and is left as it is\n"
    assert capsys.readouterr().err == told
    assert (folder / "mine.yaml").read_text("utf-8") == "mine"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], "ACTION"),
        (["chek", "mine.yaml"], "'check', 'try', 'new'"),
        (["check"], "FILE"),
        (["check", "mine.yaml", "--jsn"], "--jsn"),
        (["try", "mine.yaml"], "CALL"),
        (["new", "My Book"], "not 'My Book'"),
        (["new", "mine", "--language", "english language"], "not 'english language'"),
        (["new", "mine", "--extnds", "sales"], "did you mean '--extends'?"),
    ],
)
def test_wrong_usage_is_exit_2(
    words: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """What can't be understood is told with what is right."""
    with pytest.raises(SystemExit) as exit_:
        cli.main(["playbook", *words])
    assert exit_.value.code == 2
    assert told in capsys.readouterr().err


def test_names_and_languages_are_those_that_a_file_may_have() -> None:
    """The command line takes what the playbook takes, without importing it."""
    assert f"^{playbook_arguments._NAME.pattern}$" == ID
    assert f"^{playbook_arguments._LANGUAGE.pattern}$" == LANGUAGE


PLAYBOOK = """\
name: mine
version: 1
language: en
title: Mine
goal: Do it.
stages: [{id: one, title: One}]
rules:
  - id: dear
    signal: price_objection
    priority: high
    cues: [too (dear|expensive)]
    moves: [{headline: Ask what they compare it with, recommended_direction: On.}]
  - id: thanks
    signal: thanks
    weight: 0.5
    cues: [thank you]
    moves: [{headline: Say thanks, recommended_direction: On.}]
"""
TALK = """\
agent: Good morning, this is Ana.
customer: I'm afraid that's far too expensive for us.
agent: I see, let me have a look at that for you.
customer: Well, thank you.
agent: It's about the bicycle, is it?
customer: The blue one with the basket.
"""


def tried(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, list[str]]:
    code = cli.main(["playbook", "try", *words])
    return code, capsys.readouterr().out.splitlines()


def test_a_text_is_tried_turn_by_turn(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What was said, what fired by which words, what was held back and why; 100 columns wide."""
    (folder / "mine.yaml").write_text(PLAYBOOK, "utf-8")
    (folder / "talk.txt").write_text(TALK, "utf-8")
    code, out = tried(capsys, "mine.yaml", "talk.txt")
    assert code == 0
    assert max(map(len, out)) == 100
    told = " ".join(" ".join(line[57:] for line in out).split())
    assert re.search(r"high 0\.\d\d Ask what they compare it with dear \(price_objection\):", told)
    assert "“too expensive”, cue 'too (dear|expensive)'" in told
    assert "held back (low_priority) thanks: “Say thanks”" in told
    assert "silent: no_signal" in told
    assert out[-1] == "cards: 1; held back: 1; turns of the customer without a card: 2 of 3"


def test_a_bundled_playbook_is_tried_on_a_labelled_call(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In the call's own language."""
    (folder / "call.yaml").write_text(
        "id: one\nlanguage: fr\nturns:\n"
        "  - {speaker: customer, start_ms: 0, end_ms: 2500, text: Franchement c'est trop cher.}\n",
        "utf-8",
    )
    code, out = tried(capsys, "sales", "call.yaml")
    assert code == 0
    assert any("price_objection: “" in line for line in out)
    assert any(line.startswith("cards: 1;") for line in out)


def test_a_playbook_of_another_language_is_told(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It finds nothing, and that is why."""
    (folder / "mine.yaml").write_text(PLAYBOOK, "utf-8")
    (folder / "call.yaml").write_text(
        "id: one\nlanguage: fr\nturns:\n"
        "  - {speaker: customer, start_ms: 0, end_ms: 900, text: Trop cher.}\n",
        "utf-8",
    )
    code, out = tried(capsys, "mine.yaml", "call.yaml")
    assert code == 0
    assert "the playbook 'mine' is in 'en'" in out[0]


@pytest.mark.parametrize(
    ("playbook", "call", "told"),
    [
        ("salse", "talk.txt", "no playbook 'salse' in 'en'"),
        ("nope.yaml", "talk.txt", "nope.yaml: No such file or directory"),
        ("mine.yaml", "nope.txt", "nope.txt: No such file or directory"),
        ("mine.yaml", "nope.yaml", "nope.yaml: No such file or directory"),
        ("mine.yaml", "mine.yaml", "'rules' is no field here"),
    ],
)
def test_what_can_not_be_tried_is_told(
    folder: Path, capsys: pytest.CaptureFixture[str], playbook: str, call: str, told: str
) -> None:
    """A named failure, with exit code 1."""
    (folder / "mine.yaml").write_text(PLAYBOOK, "utf-8")
    (folder / "talk.txt").write_text(TALK, "utf-8")
    assert cli.main(["playbook", "try", playbook, call]) == 1
    err = capsys.readouterr().err
    assert err.startswith("callshadow: ")
    assert told in err
