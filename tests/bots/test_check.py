import re
from pathlib import Path
from typing import Any

import pytest

from bots import check
from peers.deepgram import DeepgramPeer
from peers.openai import OpenAIPeer
from peers.openai_reply import Trouble
from peers.redis_server import RedisServer
from peers.script_ear import ScriptEar
from settings import load
from stores.databases.file_locks import FilePresence
from tests.product import ROOT

SECRET = "0123456789abcdef0123456789abcdef"
TWILIO: dict[str, Any] = {
    "twilio_auth_token": SECRET,
    "twilio_agent_number": "+33144556677",
    "public_url": "https://shadow.example",
}


OIDC: dict[str, Any] = {
    "oidc_issuer": "https://id.example",
    "oidc_client_id": "shadow",
    "oidc_roles": "leads=supervisor",
    "public_url": "https://shadow.example",
}


async def report(
    capsys: pytest.CaptureFixture[str], folder: Path, **settings: Any
) -> tuple[int, dict[str, str]]:
    """The exit code, and each line of the report by its part."""
    capsys.readouterr()
    # No server of a developer's is asked.
    code = await check.run(load(**{"data_dir": folder, "port": 1} | settings))
    *lines, verdict = capsys.readouterr().out.splitlines()
    assert verdict == ("The phone bot can run." if code == 0 else "The phone bot can't run yet.")
    parts = {}
    for line in lines:
        mark, rest = line[:10].strip(), line[11:]
        part = rest[:20].strip()
        parts[part] = f"{mark}: {rest[20:].strip()}"
    assert SECRET not in "\n".join(lines)
    return code, parts


def deepgram(api_key: str | None = None) -> DeepgramPeer:
    return DeepgramPeer(lambda: ScriptEar([]), api_key=api_key)


def vendors(ear: DeepgramPeer, model: OpenAIPeer) -> dict[str, Any]:
    """The settings that have both asked with the key."""
    return {
        "deepgram_base_url": ear.url,
        "deepgram_api_key": SECRET,
        "openai_base_url": model.url,
        "openai_api_key": SECRET,
    }


async def test_on_a_fresh_machine_it_says_what_is_missing(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
):
    """Exit 1; each part that is missing is named with the setting that brings it."""
    code, parts = await report(capsys, tmp_path)
    assert code == 1
    assert parts["playbook"].startswith("ok: Sales call, en; prompt coach@")
    assert "set PUBLIC_URL" in parts["public address"]
    assert "set DEEPGRAM_API_KEY" in parts["speech recognition"]
    assert "set TWILIO_AUTH_TOKEN" in parts["twilio"]
    assert parts["language model"].startswith("none: set OPENAI_API_KEY")
    assert parts["event log"].startswith("ok: SQLite")
    missing = {part for part, found in parts.items() if found.startswith("missing")}
    assert missing == {"public address", "speech recognition", "twilio"}


async def test_a_wrong_prompt_is_named(capsys: pytest.CaptureFixture[str], tmp_path: Path):
    """A prompt of the user's own is read as the phone bot would, and the mistake has its line."""
    own = tmp_path / "mine.yaml"
    own.write_text("name: mine\nversion: 1\nlanguage: en\nsystem: x\nturn: y\n", "utf-8")
    _, parts = await report(capsys, tmp_path, coach_prompt=str(own))
    assert parts["playbook"].startswith(f"failed: {own}, line 5, column 7: turn: ")


async def test_the_prompts_that_calls_are_split_between_are_named(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
):
    """Each by its id, with its share."""
    own = tmp_path / "mine.yaml"
    head = "name: mine\nversion: 1\nlanguage: en\n"
    own.write_text(f"{head}system: x\nturn: '{{{{ transcript }}}}'\n", "utf-8")
    _, parts = await report(capsys, tmp_path, coach_prompt=f"coach:3,{own}:1")
    assert parts["playbook"].startswith("ok: Sales call, en; prompt coach@")
    assert parts["playbook"].endswith("/en 75.0%, mine@1/en 25.0%")


async def test_a_wrong_model_is_no_mistake_of_the_playbook(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
):
    """It has a line of its own, with what is meant."""
    _, parts = await report(capsys, tmp_path, coach_models="opnai:gpt-4.1-mini")
    assert parts["playbook"].startswith("ok: ")
    assert parts["language model"].startswith("failed: COACH_MODELS=opnai:gpt-4.1-mini: ")


async def test_all_the_mistakes_of_a_playbook_are_named(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
):
    """Each in a line of its own, with its place, below the line of the playbook."""
    own = tmp_path / "mine.yaml"
    sales = (ROOT / "prompts/playbooks/sales.en.yaml").read_text("utf-8")
    own.write_text(sales.replace("version: ", "version: x").replace("goal:", "gaol:"), "utf-8")
    capsys.readouterr()
    assert await check.run(load(data_dir=tmp_path, coach_playbook=str(own))) == 1
    lines = capsys.readouterr().out.splitlines()
    at = next(at for at, line in enumerate(lines) if line.startswith("failed     playbook"))
    assert lines[at].endswith(f"{own} has 2 mistakes:")
    assert lines[at + 1].strip().startswith("line 5, column 10: version: a whole number")
    assert lines[at + 2].strip() == "line 8, column 1: 'gaol' is no field here; is 'goal' meant?"
    assert not any(" language   " in line for line in lines)


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({}, "ok: en"),
        ({"coach_language": "fr-CA"}, "ok: fr-CA"),
        ({"coach_language": "pt-BR"}, "ok: pt-BR: the model is told in 'en' to write in 'pt-BR'; "),
        ({}, "failed: the playbook 'ventas' is in 'es' and COACH_LANGUAGE is 'en'"),
    ],
)
async def test_what_is_known_of_the_language_is_a_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, settings: dict[str, Any], told: str
):
    """What falls back is named, and where it is said; a playbook of another language is wrong."""
    if "ventas" in told or "pt-BR" in told:
        page = (ROOT / "docs/playbooks.md").read_text("utf-8")
        own = tmp_path / "ventas.es.yaml"
        text = re.findall(r"```yaml\n(name: ventas.*?)```", page, re.S)[0]
        tag = "pt" if "pt-BR" in told else "es"
        own.write_text(text.replace("language: es", f"language: {tag}"), "utf-8")
        settings = settings | {"coach_playbook": str(own)}
    _, parts = await report(capsys, tmp_path, **settings)
    assert parts["language"].startswith(told)
    assert parts["playbook"].startswith("ok: ")


async def test_with_everything_set_and_reachable_the_bot_can_run(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
):
    """Exit 0; the vendors were asked with the keys."""
    async with deepgram(SECRET) as ear, OpenAIPeer(api_key=SECRET) as model:
        code, parts = await report(
            capsys,
            tmp_path,
            **TWILIO,
            **vendors(ear, model),
            api_keys="maria:agent:a-key-of-some-length",
        )
    assert code == 0
    assert all(found.startswith("ok: ") for found in parts.values())
    assert parts["speech recognition"] == "ok: Deepgram, nova-3 at 127.0.0.1"
    assert parts["language model"] == "ok: gpt-4.1-mini at 127.0.0.1"


async def test_a_key_that_is_refused_is_named(capsys: pytest.CaptureFixture[str], tmp_path: Path):
    """Both vendors answer, and refuse; the bot can't run, and no key is shown."""
    async with deepgram("right") as ear, OpenAIPeer(api_key="right") as model:
        code, parts = await report(
            capsys,
            tmp_path,
            **TWILIO,
            **vendors(ear, model),
        )
    assert code == 1
    refused = "failed: 127.0.0.1 refused the key; check DEEPGRAM_API_KEY (HTTP 401)"
    assert parts["speech recognition"] == refused
    assert parts["language model"].startswith("failed: 127.0.0.1")
    assert "refused the key: check OPENAI_API_KEY" in parts["language model"]
    assert parts["language model"].endswith("(HTTP 401, invalid_api_key)")


async def test_what_can_not_be_reached_is_named(capsys: pytest.CaptureFixture[str], tmp_path: Path):
    """A vendor that is not there, or in trouble, is a line of its own."""
    async with deepgram() as ear, OpenAIPeer() as model:
        gone, url = ear.url, model.url
    code, parts = await report(
        capsys, tmp_path, **TWILIO, deepgram_base_url=gone, openai_base_url=url
    )
    assert code == 1
    assert parts["speech recognition"].startswith("failed: 127.0.0.1 can't be reached")
    assert parts["language model"].startswith("failed: 127.0.0.1 can't be reached")


@pytest.mark.parametrize("suffix", ["", "/"])
async def test_an_address_may_end_in_a_slash(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, suffix: str
):
    """As the OpenAI client takes it."""
    async with OpenAIPeer() as model:
        _, parts = await report(capsys, tmp_path, openai_base_url=model.url + suffix)
    assert parts["language model"].startswith("ok: ")


async def test_an_address_that_is_no_openai_is_named(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
):
    """A path that is not there, the commonest mistake, is no working model."""
    async with OpenAIPeer() as model:
        address = model.url.removesuffix("/v1")
        _, parts = await report(capsys, tmp_path, openai_base_url=address)
    assert parts["language model"].startswith("failed: 127.0.0.1")
    assert "check OPENAI_BASE_URL" in parts["language model"]
    assert parts["language model"].endswith("(HTTP 404, unknown_url)")


async def test_a_server_for_others_needs_keys(capsys: pytest.CaptureFixture[str], tmp_path: Path):
    """Listening elsewhere than here without keys is refused at the start, and said before."""
    _, parts = await report(capsys, tmp_path, host="192.0.2.1")
    assert parts["keys"].startswith("missing: set API_KEYS")


async def test_a_log_that_can_not_be_opened_is_a_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
):
    """A wrong folder or a database that is away does not keep the other lines away."""
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    code, parts = await report(capsys, tmp_path / "file")
    assert code == 1
    assert parts["event log"].startswith("failed: DATA_DIR=")
    url = f"postgresql+asyncpg://user:{SECRET}@127.0.0.1:1/calls"
    _, parts = await report(capsys, tmp_path, database_url=url)
    assert parts["event log"].startswith("failed: ")


async def test_a_playbook_that_is_not_there_is_a_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
):
    """A wrong COACH_PLAYBOOK is named with those that there are."""
    code, parts = await report(capsys, tmp_path, coach_playbook="nonsense")
    assert code == 1
    assert parts["playbook"].startswith("failed: no playbook 'nonsense'")


async def test_redis_is_asked_where_it_is_set(capsys: pytest.CaptureFixture[str], tmp_path: Path):
    """With REDIS_URL, whether it answers is a line; without, there is none."""
    _, parts = await report(capsys, tmp_path)
    assert "fan-out" not in parts
    url = f"redis://:{SECRET}@127.0.0.1:1"
    code, parts = await report(capsys, tmp_path, redis_url=url)
    assert code == 1
    assert parts["fan-out"].startswith("failed: Redis can't be reached")


async def test_a_redis_that_answers_is_ok(capsys: pytest.CaptureFixture[str], tmp_path: Path):
    """A real server answers the check."""
    redis = RedisServer(tmp_path)
    redis.start()
    try:
        _, parts = await report(capsys, tmp_path, redis_url=redis.url)
    finally:
        redis.stop()
    assert parts["fan-out"] == "ok: Redis answers, and takes our channels"


async def test_a_vendor_in_trouble_is_named(capsys: pytest.CaptureFixture[str], tmp_path: Path):
    """A fault of completions is not seen by the list of models: the check costs no tokens."""
    async with OpenAIPeer() as model:
        model.trouble = Trouble(status=500)
        _, parts = await report(capsys, tmp_path, openai_base_url=model.url)
        assert model.requests == []
    assert parts["language model"].startswith("ok: ")


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("http://shadow.example", "failed: PUBLIC_URL=http://shadow.example is http"),
        (
            "https://localhost:7860",
            "failed: PUBLIC_URL=https://localhost:7860 is an address of this",
        ),
        ("https://192.168.1.4", "failed: PUBLIC_URL=https://192.168.1.4 is an address of this"),
        ("https://[::1]", "failed: PUBLIC_URL=https://[::1] is an address of this"),
        ("https://shadow.example", "ok: https://shadow.example"),
        ("https://ann:a-password@shadow.example", "ok: https://********@shadow.example"),
    ],
)
async def test_a_public_address_is_judged(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, url: str, told: str
):
    """It is set, and still may be none that Twilio can stream to."""
    _, parts = await report(capsys, tmp_path, public_url=url)
    assert parts["public address"].startswith(told)


async def test_a_number_without_a_country_can_not_be_told(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
):
    """Twilio guesses its country; the number itself is not shown."""
    _, parts = await report(capsys, tmp_path, **TWILIO | {"twilio_agent_number": "4155550199"})
    assert parts["twilio"].startswith("can't tell: TWILIO_AGENT_NUMBER has no +")
    assert "4155550199" not in parts["twilio"]


@pytest.mark.parametrize(
    ("account", "told"),
    [
        ("AC" + "0a" * 16, "ok"),
        ("AC123", "can't tell: TWILIO_ACCOUNT_SID is not AC and 32"),
        ("ac" + "0a" * 16, "can't tell: TWILIO_ACCOUNT_SID is not AC and 32"),
        ("SK" + "0a" * 16, "SK… is an API key's"),
        ("0a" * 16, "every one would be"),
    ],
)
async def test_an_account_that_is_none_of_twilios_is_told(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, account: str, told: str
) -> None:
    """Its streams are refused, one and all; and what was pasted may be the token."""
    _, parts = await report(capsys, tmp_path, **TWILIO | {"twilio_account_sid": account})
    assert told in parts["twilio"]
    assert account not in parts["twilio"]


async def test_a_setting_name_with_a_typo_is_a_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """In the environment or in `.env`: with the setting that is probably meant."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("DEEPGRAM_APIKEY=x\n", encoding="utf-8")
    monkeypatch.setenv("COACH_PLAYBOK", "sales")
    _, parts = await report(capsys, tmp_path)
    assert "DEEPGRAM_APIKEY is no setting; is DEEPGRAM_API_KEY meant?" in parts["setting names"]
    assert "COACH_PLAYBOK is no setting; is COACH_PLAYBOOK meant?" in parts["setting names"]


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("ALL_PROXY", "socks5://127.0.0.1:9"),
        ("HTTPS_PROXY", "ftp://127.0.0.1:9"),
        ("SSL_CERT_FILE", "/nowhere/ca.pem"),
    ],
)
async def test_what_the_environment_keeps_from_working_is_a_line_each(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    variable: str,
    value: str,
):
    """Both vendors' lines name the variable, and all other lines are there."""
    for name in ("HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    monkeypatch.setenv(variable, value)
    _, parts = await report(capsys, tmp_path, deepgram_api_key=SECRET, openai_api_key=SECRET)
    for part in ("speech recognition", "language model"):
        assert parts[part].startswith(f"failed: {variable}={value}: ")
    assert parts["event log"].startswith("ok: ")


async def test_a_check_that_breaks_hides_no_other(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
):
    """What nobody foresaw is a line too: here an address that a driver stumbles over."""
    _, parts = await report(
        capsys,
        tmp_path,
        database_url="postgresql+asyncpg://u@[::1/calls",
        openai_base_url="http://x",
    )
    assert not parts["event log"].startswith("ok")
    assert parts["playbook"].startswith("ok: ")


async def test_servers_that_nothing_joins_are_told(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
):
    """One server on a folder needs no Redis; of two, the line says what is wrong with them."""
    one, two = (FilePresence(tmp_path / "calls.db") for _ in range(2))
    await one.hold()
    _, parts = await report(capsys, tmp_path)
    assert "fan-out" not in parts
    await two.hold()
    _, parts = await report(capsys, tmp_path)
    assert parts["fan-out"].startswith("failed: ")
    assert "REDIS_URL" in parts["fan-out"]
    one.release()
    two.release()


async def test_a_value_is_shown_as_it_is(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """No letter between colons becomes an emoji, and no bracket a style."""
    values = {"openai_api_key": "x", "coach_models": "nobody:x", "coach_playbook": "[red]:100:"}
    _, parts = await report(capsys, tmp_path, **values)
    assert "COACH_MODELS=nobody:x: " in parts["language model"]
    assert "'[red]:100:'" in parts["playbook"]


@pytest.mark.parametrize("host", ["192.0.2.1", "calls.invalid"])
async def test_an_address_on_which_nothing_can_listen_is_told(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, host: str
) -> None:
    """Another machine's, or no host's: a server would not start. Of this machine's is no line."""
    _, parts = await report(capsys, tmp_path, host=host)
    assert parts["listening"].startswith(f"failed: HOST={host}: can't be listened on: ")
    _, parts = await report(capsys, tmp_path)
    assert "listening" not in parts


@pytest.mark.parametrize(
    ("settings", "part", "told"),
    [
        ({"web_search": "bing"}, "web search", "WEB_SEARCH=bing: Input should be 'tavily'"),
        ({"web_search": "brave"}, "web search", "WEB_SEARCH=brave needs BRAVE_API_KEY"),
        ({"shadow_prompt": "cooch"}, "shadow", "SHADOW_PROMPT: no prompt 'cooch' in 'en'"),
        ({"shadow_playbook": "suport"}, "shadow", "is 'support' meant?"),
        ({"shadow_models": "opnai:x"}, "shadow", "SHADOW_MODELS=opnai:x: a provider is openai"),
        ({"summary_prompt": "call_sum"}, "summaries", "SUMMARY_PROMPT: no prompt 'call_sum'"),
        ({"data_dir": "/etc/hosts"}, "event log", "DATA_DIR=/etc/hosts: is a file, and no folder"),
        (OIDC | {"oidc_users": "/x/users.yaml"}, "sign-in", "OIDC_USERS=/x/users.yaml: No such"),
    ],
)
async def test_what_would_stop_a_start_is_a_line(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    settings: dict[str, Any],
    part: str,
    told: str,
):
    """What few set, too: it is read as a start reads it, and its setting is named."""
    _, parts = await report(capsys, tmp_path, **settings)
    assert parts[part].startswith("failed: ")
    assert told in parts[part]


async def test_what_few_set_is_told(capsys: pytest.CaptureFixture[str], tmp_path: Path):
    """Where it can be used, as what it is."""
    chosen = {
        "web_search": "brave",
        "brave_api_key": SECRET,
        "shadow_playbook": "support",
        "summary_prompt": "call_summary_brief",
    }
    _, parts = await report(capsys, tmp_path, **chosen, **OIDC)
    assert parts["web search"] == "ok: brave; not asked here"
    assert parts["shadow"].startswith("ok: playbook support@")
    assert parts["summaries"].startswith("ok: prompt call_summary_brief@")
    assert parts["sign-in"] == "ok: https://id.example; not asked here"


async def test_a_spool_that_takes_no_file_is_told(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Before the event log is away: then it would be kept in memory alone."""
    (tmp_path / "file").touch()
    _, parts = await report(capsys, tmp_path, spool_dir=tmp_path / "file" / "spool")
    assert parts["spool"].startswith(f"failed: SPOOL_DIR={tmp_path}/file/spool: ")
    _, parts = await report(capsys, tmp_path, spool_dir=tmp_path / "spool")
    assert "spool" not in parts
