"""The guards of conftest.py."""

import asyncio
import os
import socket
import time

import looptime
import pytest
from pytest_socket import SocketConnectBlockedError

from settings import Settings
from tests.conftest import FIRST, OWN_SERVERS, PGVECTOR, READING, Numbered, scope
from tests.product import ROOT

pytest_plugins = ["pytester"]

TESTS = """
import asyncio

async def test_leaves_a_task():
    asyncio.create_task(asyncio.sleep(60), name="the leak")

async def test_ends_its_task():
    await asyncio.create_task(asyncio.sleep(0))
"""


def test_only_loopback_can_be_reached():
    """A connection to another host raises before a packet leaves."""
    with (
        socket.socket() as sock,
        pytest.warns(UserWarning, match="192.0.2.1"),
        pytest.raises(SocketConnectBlockedError),
    ):
        sock.connect(("192.0.2.1", 80))


def test_a_dot_env_and_the_environment_are_not_seen(tmp_path, monkeypatch):
    """Settings have their defaults, whatever the developer keeps around; one is the tests'."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("DEEPGRAM_MODEL=mine\n", encoding="utf-8")
    assert Settings().deepgram_model == "nova-3"
    seen = {name.upper() for name in Settings.model_fields} & os.environ.keys()
    assert seen == {"COACH_MEANING"}


def test_a_leaked_task_fails_its_test(pytester, request):
    """A task that outlives its test makes an error that names it; one that ends does not."""
    conftest = request.config.rootpath / "tests" / "conftest.py"
    pytester.makeconftest(conftest.read_text(encoding="utf-8"))
    pytester.makeini("[pytest]\nasyncio_mode = auto\n")
    pytester.makepyfile(TESTS)
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider", "-p", "no:schemathesis")
    result.assert_outcomes(passed=2, errors=1)
    result.stdout.fnmatch_lines("*leaked tasks:*the leak*")


async def test_a_loop_is_as_users_have_it() -> None:
    """Where a test does not ask for virtual time, nothing of it is in its loop."""
    assert not isinstance(asyncio.get_running_loop(), looptime.LoopTimeEventLoop)


@pytest.mark.looptime
async def test_a_loop_has_virtual_time_where_that_is_asked_for() -> None:
    """A minute passes at once."""
    begun = time.monotonic()
    await asyncio.sleep(60)
    assert time.monotonic() - begun < 60


def test_who_reads_all_of_the_code_does_in_one_process() -> None:
    """It is parsed once for all of them; each other file goes to whichever process is free."""
    reading = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "tests").rglob("test_*.py")
        if "import ast" in (text := path.read_text("utf-8")) and "in PRODUCT" in text
    }
    assert reading - {"tests/test_guards.py"} == READING
    assert {scope(f"{file}::test_it[one]") for file in READING} == {"reading"}
    assert scope("tests/coach/test_coach.py::test_it[a/b]") == "tests/coach/test_coach.py"
    assert scope("tests/e2e/test_turns.py::test_it") == "tests/e2e"


def test_what_is_begun_first_is_there() -> None:
    """No name of a file that has gone, or that runs elsewhere, is left."""
    names = {
        scope(f"{path.relative_to(ROOT).as_posix()}::test_it")
        for path in (ROOT / "tests").rglob("test_*.py")
    }
    assert set(FIRST) <= names
    assert {scope(f"{file}::test_it") for file in OWN_SERVERS | PGVECTOR} <= set(FIRST)
    assert all((ROOT / file).is_file() for file in OWN_SERVERS | PGVECTOR)


def test_a_tests_place_is_known() -> None:
    """As a list would say it, without looking through it."""
    names = [f"tests/test_{number}.py::test_it" for number in range(9)]
    assert [Numbered(names).index(name) for name in names] == list(range(9))
    assert Numbered(names) == names
