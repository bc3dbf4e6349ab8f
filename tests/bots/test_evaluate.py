"""`callshadow eval`: judges what it can, tells what it can't, writes and compares reports."""

import json
from pathlib import Path

import pytest

from bots import cli
from bots.arguments import build_parser
from bots.evaluate import main
from peers.anthropic import AnthropicPeer
from peers.openai import OpenAIPeer
from peers.openai_reply import Trouble
from settings import Settings
from tests.evaluation.stage import TEXT


@pytest.fixture
def calls(tmp_path: Path) -> Path:
    """A folder with one labelled call."""
    folder = tmp_path / "calls"
    folder.mkdir()
    (folder / "price_01.yaml").write_text(TEXT)
    return folder


def test_a_folder_is_judged(calls: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The goals first; it is no failure of the command that one is not reached."""
    assert cli.main(["eval", str(calls)]) == 0
    told = capsys.readouterr()
    assert told.out.startswith("1 calls, 0 min; 1 turns expect a card,\n")
    assert "Advice: rules (1 calls)." in told.out
    assert "recall on plain moments" in told.out
    assert told.err == ""


def test_a_wrong_file_is_told_and_the_others_are_judged(
    calls: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A line on stderr with file and line, and exit code 1."""
    wrong = calls / "wrong.yaml"
    wrong.write_text(TEXT.replace("speaker: customer", "speaker: costumer"))
    assert cli.main(["eval", str(calls)]) == 1
    told = capsys.readouterr()
    assert "Advice: rules (1 calls)." in told.out
    [line] = told.err.splitlines()
    assert line.startswith(f"callshadow: {wrong}, line ")
    assert line.endswith("is 'customer' meant?")


def test_a_signal_that_nobody_knows_is_remarked_on(
    calls: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The call is judged without it: often it is a typo."""
    odd = calls / "price_01.yaml"
    odd.write_text(TEXT.replace("price_objection", "price_objektion"))
    assert cli.main(["eval", str(calls)]) == 0
    told = capsys.readouterr()
    assert "Advice: rules (1 calls)." in told.out
    [line] = told.err.splitlines()
    assert line.startswith(f"callshadow: {odd}, line 10, column 14: turns.1.expect.0: ")
    assert line.endswith("is 'price_objection' meant?")


@pytest.mark.parametrize("setting", [False, True])
def test_a_playbook_of_all_calls_that_is_not_there_is_told_once(
    calls: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    setting: bool,
) -> None:
    """By `--playbook` or by COACH_PLAYBOOK: one line for all the calls, with what is meant."""
    text = TEXT.replace("playbook: sales\n", "")
    for number in range(1, 5):
        (calls / f"price_0{number}.yaml").write_text(text.replace("price_01", f"price_0{number}"))
    if setting:
        monkeypatch.setenv("COACH_PLAYBOOK", "salse")
    assert cli.main(["eval", str(calls), *([] if setting else ["--playbook", "salse"])]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    [line] = told.err.splitlines()
    assert line.startswith("callshadow: no playbook 'salse' in 'en'; is 'sales' meant?")


def test_a_playbook_that_is_not_there_in_the_language_of_a_call_is_told_of_the_call(
    calls: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The others are judged."""
    odd = calls / "preis_01.yaml"
    odd.write_text(TEXT.replace("price_01", "preis_01").replace("language: en", "language: de"))
    assert cli.main(["eval", str(calls), "--playbook", "sales"]) == 1
    told = capsys.readouterr()
    assert told.out.startswith("1 calls")
    [line] = told.err.splitlines()
    assert line.startswith(f"callshadow: {odd}: no playbook 'sales' in 'de'; it is there in en")


def test_two_calls_of_one_id_are_told(calls: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Reports name calls by their ids, and compare them by it."""
    again = calls / "price_02.yaml"
    again.write_text(TEXT)
    assert cli.main(["eval", str(calls)]) == 1
    assert capsys.readouterr().err == (
        f"callshadow: {again}: {calls / 'price_01.yaml'} has the id 'price_01' too;"
        " a report names calls by it\n"
    )


def test_with_nothing_to_judge_only_the_mistakes_are_told(
    calls: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """And no table of nothing."""
    (calls / "price_01.yaml").write_text("[]")
    assert cli.main(["eval", str(calls)]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert "a mapping is expected at the top" in told.err


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        (["eval"], "there is nothing to judge"),
        (["eval", "--compare", "a.json"], "expected 2 arguments"),
        (["eval", "calls", "--jason", "x"], "did you mean '--json'?"),
    ],
)
def test_wrong_usage_is_exit_code_2(
    argv: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """As of every command."""
    with pytest.raises(SystemExit) as left:
        cli.main(argv)
    assert left.value.code == 2
    assert told in capsys.readouterr().err


def test_reports_are_written_and_compared(
    calls: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What one run wrote, another compares."""
    report = tmp_path / "a.json"
    assert cli.main(["eval", str(calls), "--json", str(report)]) == 0
    assert json.loads(report.read_text())["calls"][0]["id"] == "price_01"
    capsys.readouterr()
    assert cli.main(["eval", "--compare", str(report), str(report)]) == 0
    assert capsys.readouterr().out.startswith("1 calls are in both\n")


@pytest.mark.parametrize(
    "content", ["", "{}", '{"format": 99}', "[]", pytest.param("[" * 100_000, id="deep")]
)
def test_a_file_that_is_no_report_is_told(
    content: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In one line."""
    other = tmp_path / "other.json"
    other.write_text(content)
    assert cli.main(["eval", "--compare", str(other), str(other)]) == 1
    assert capsys.readouterr().err == (
        f"callshadow: {other}: not a report that `callshadow eval --json` wrote\n"
    )


def test_a_report_that_can_not_be_written_or_read_is_told(
    calls: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the reason of the system, before anything is judged."""
    gone = str(tmp_path / "gone" / "a.json")
    assert cli.main(["eval", str(calls), "--json", gone]) == 1
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", f"callshadow: {gone}: No such file or directory\n")
    assert cli.main(["eval", str(calls), "--json", str(tmp_path)]) == 1
    assert capsys.readouterr().err == f"callshadow: {tmp_path}: Is a directory\n"
    assert cli.main(["eval", "--compare", gone, gone]) == 1
    assert capsys.readouterr().err == f"callshadow: {gone}: No such file or directory\n"


async def test_a_model_that_is_configured_is_judged(
    calls: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Through its real client, with how often it was asked."""
    report = tmp_path / "a.json"
    args = build_parser().parse_args(["eval", str(calls), "--json", str(report)])
    async with OpenAIPeer(first_token_s=0.01, token_s=0) as peer:
        settings = Settings(_env_file=None, openai_base_url=peer.url)  # pyright: ignore
        assert await main(args, settings) == 0
    assert peer.requests
    assert f"Advice: {settings.coach_model} (1 calls)." in capsys.readouterr().out
    [call] = json.loads(report.read_text())["calls"]
    assert call["usage"]["requests"] == len(peer.requests)


async def test_a_prompt_of_ones_own_asks_the_model(calls: Path, tmp_path: Path) -> None:
    """`--prompt FILE`; a wrong one is an error before anything is judged."""
    prompt = tmp_path / "mine.yaml"
    prompt.write_text(
        "name: mine\nversion: 1\nlanguage: en\nsystem: Be brief, and answer in JSON.\n"
        "turn: '{{ transcript }}'\n"
    )
    args = build_parser().parse_args(["eval", str(calls), "--prompt", str(prompt)])
    async with OpenAIPeer(first_token_s=0, token_s=0) as peer:
        settings = Settings(_env_file=None, openai_base_url=peer.url)  # pyright: ignore
        assert await main(args, settings) == 0
    assert "Be brief" in peer.requests[0].body["messages"][0]["content"]


async def test_models_are_compared(
    calls: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A line each, and one for the rules alone: quality, time to the first field, and cost."""
    report = tmp_path / "models.json"
    chain = "openai:gpt-4.1-mini,anthropic:claude-haiku-4-5,compatible:broken"
    args = build_parser().parse_args(["eval", str(calls), "--models", chain, "--json", str(report)])
    async with (
        OpenAIPeer(first_token_s=0.05, token_s=0) as first,
        AnthropicPeer(first_token_s=0.15, token_s=0) as second,
        OpenAIPeer(first_token_s=0, token_s=0) as broken,
    ):
        broken.trouble = Trouble(status=401)
        known = {
            "openai_base_url": first.url,
            "anthropic_base_url": second.url,
            "anthropic_api_key": "k",
            "compatible_base_url": broken.url,
            "coach_prices": "openai:gpt-4.1-mini=1/2,anthropic:claude-haiku-4-5=10/20",
        }
        assert await main(args, Settings(_env_file=None, **known)) == 0  # pyright: ignore
    head, rules, *models = capsys.readouterr().out.splitlines()
    assert head.split()[:3] == ["model", "prec.", "recall"]
    assert rules.split()[0] == "rules"
    assert [line.split()[0] for line in models[:3]] == chain.split(",")
    told = json.loads(report.read_text())["models"]
    usage = {name: one["calls"][0]["usage"] for name, one in told.items()}
    quick, slow, refused = (usage[name] for name in chain.split(","))
    assert usage["rules"]["requests"] == 0
    assert 0.05 <= min(quick["first_s"]) < min(slow["first_s"])
    assert 0 < quick["cost"] < slow["cost"]
    assert slow["cached"] >= 0
    assert (quick["failed"], refused["failed"], refused["cost"]) == (0, refused["requests"], None)


def test_models_that_are_none_are_told(calls: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In one line."""
    assert cli.main(["eval", str(calls), "--models", "gpt-4.1"]) == 1
    assert "--models=gpt-4.1: models as provider:model" in capsys.readouterr().err
