"""The file of webhooks: what it may say, and one line for what is wrong with it."""

from pathlib import Path

import pytest

from conversation.after_call.messages import MessageType
from peers.webhook_receiver import SECRET
from services.webhooks.targets import read_webhooks
from settings import SettingsError

WHOLE = """\
bridge:
  url: https://hooks.example.com/calls?team=1
  secret_env: BRIDGE_SECRET
  events: [call.ended, call.summary]
archive:
  url: http://127.0.0.1:8080/calls
  secret_file: {folder}/secret
"""


def written(folder: Path, text: str) -> Path:
    """A file with that text."""
    path = folder / "webhooks.yaml"
    path.write_text(text.replace("{folder}", str(folder)))
    return path


def test_a_file_of_two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A secret of each kind; all messages where it does not say which."""
    monkeypatch.setenv("BRIDGE_SECRET", f"{SECRET} {SECRET}")
    (tmp_path / "secret").write_text(f"{SECRET}\n")
    entries = read_webhooks(written(tmp_path, WHOLE))
    assert [len(entry.events) for entry in entries.values()] == [2, len(MessageType)]
    assert [len(entry.secrets(name)) for name, entry in entries.items()] == [2, 1]
    assert read_webhooks(None) == {}


def test_an_address_may_begin_in_capitals(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is the same scheme, and no less safe."""
    monkeypatch.setenv("BRIDGE_SECRET", SECRET)
    (tmp_path / "secret").write_text(SECRET)
    file = written(tmp_path, WHOLE.replace("https:", "HTTPS:").replace("http:", "HTTP:"))
    urls = [entry.url for entry in read_webhooks(file).values()]
    assert [url.partition(":")[0] for url in urls] == ["https", "http"]


def test_a_secret_in_dot_env(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It may stand where the settings stand."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text(f"BRIDGE_SECRET={SECRET}\n")
    assert read_webhooks(written(tmp_path, WHOLE))["bridge"].secrets("bridge")


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("http://hooks.example.com", "https:// but for this machine"),
        ("ftp://hooks.example.com", "an address like https://"),
        ("https://user:word@hooks.example.com", "an address like https://"),
        ("https://hooks.example.com/#x", "an address like https://"),
        ("hooks.example.com", "an address like https://"),
    ],
)
def test_where_nothing_is_sent(tmp_path: Path, url: str, told: str) -> None:
    """An address that others could read on the way, or that is none."""
    text = f"bridge:\n  url: '{url}'\n  secret_env: S\n"
    with pytest.raises(SettingsError, match=told) as wrong:
        read_webhooks(written(tmp_path, text))
    assert f"webhooks.yaml: line 2: bridge.url: {told}" in str(wrong.value)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("bridge:\n  url: https://a.example\n", "one of secret_env and secret_file"),
        ("bridge:\n  url: https://a.example\n  secret: x\n  secret_env: S\n", "bridge.secret"),
        ("Bridge!:\n  url: https://a.example\n  secret_env: S\n", "String should match"),
        (
            "bridge:\n  url: https://a.example\n  secret_env: S\n  events: [call.begun]\n",
            "line 4: bridge.events.0: Input should be 'call.ended', 'call.summary'",
        ),
        ("bridge: [", "line "),
    ],
)
def test_what_is_wrong_with_a_file(tmp_path: Path, text: str, told: str) -> None:
    """Where it stands, and what is right."""
    with pytest.raises(SettingsError, match=r"^WEBHOOKS=.*webhooks\.yaml: ") as wrong:
        read_webhooks(written(tmp_path, text))
    assert told in str(wrong.value)
    assert "\n" not in str(wrong.value)


def test_a_secret_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Which variable, or which file, and what it should hold; never what it holds."""
    entries = read_webhooks(written(tmp_path, WHOLE))
    monkeypatch.setenv("BRIDGE_SECRET", "hunter2hunter2")
    with pytest.raises(SettingsError, match="bridge: the secret of BRIDGE_SECRET is no") as wrong:
        entries["bridge"].secrets("bridge")
    assert "hunter2" not in str(wrong.value)
    with pytest.raises(SettingsError, match=r"archive: the secret of .*secret is empty"):
        entries["archive"].secrets("archive")


def test_there_is_no_such_file(tmp_path: Path) -> None:
    """It is said in one line."""
    with pytest.raises(SettingsError, match=r"webhooks\.yaml: No such file"):
        read_webhooks(tmp_path / "webhooks.yaml")
