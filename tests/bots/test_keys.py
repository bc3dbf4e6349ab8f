"""Key commands, `callshadow keys …`, on the database itself: no server runs."""

from pathlib import Path

import pytest

from bots import cli
from bots.keys_arguments import ROLES
from settings.api_keys import Role


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv("API_KEYS", "ada:admin:key-of-ada-0123456789")


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    """The exit code, what is printed, and the errors."""
    code = cli.main(["keys", *words])
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def test_each_role_can_be_given() -> None:
    """Written out in the arguments, which import nothing."""
    assert set(ROLES) == set(Role)


def test_keys_are_added_listed_and_revoked(capsys: pytest.CaptureFixture[str]) -> None:
    """A key is printed once, alone, and what can't be done is told in a line."""
    code, key, _ = run(capsys, "add", "maria", "agent")
    assert (code, len(key.strip())) == (0, 48)
    code, listed, _ = run(capsys)
    assert listed.splitlines()[0] == "ada  admin  API_KEYS"
    assert listed.splitlines()[1].startswith("maria  agent  added 20")
    assert key.strip() not in listed
    for words, told in (
        (("add", "maria", "agent"), "there is a key named maria"),
        (("add", "ada", "agent"), "ada stands in API_KEYS"),
        (("revoke", "ada"), "ada stands in API_KEYS"),
        (("revoke", "ben"), "there is no key named ben"),
    ):
        code, _, error = run(capsys, *words)
        assert (code, told in error, error.count("\n")) == (1, True, 1)
    assert run(capsys, "revoke", "maria")[:2] == (0, "maria: revoked\n")
    assert "revoked 20" in run(capsys, "list")[1]


def test_a_wrong_name_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    """It could not stand in a list of keys, nor be told from its role."""
    for name in ("a:b", "a,b", " a", "", "a" * 65):
        with pytest.raises(SystemExit) as left:
            run(capsys, "add", name, "agent")
        assert left.value.code == 2
