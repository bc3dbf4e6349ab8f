"""Probes of coverage: they tell each line that is run, change nothing, and fade."""

import sys
from typing import Any

import pytest

if sys.version_info >= (3, 12):
    pytest.skip("SlipCover has Python tell of lines", allow_module_level=True)

from tests.probes import FadingProbes

SOURCE = """\
def loop(times):
    total = 0
    for number in range(times):
        if number == 2:
            continue
        total += number
    return total

def caught(text):
    try:
        return int(text)
    except ValueError:
        return None
    finally:
        seen.append(text)

def steps():
    yield 1
    yield 2

class Made:
    kind = "made"
    def never(self):
        return 1

async def answered():
    async for one in counted():
        return one

async def counted():
    yield 7

seen = []
"""
NEVER = {24}


def run(source: str, name: str) -> tuple[FadingProbes, dict[str, Any]]:
    """What a module has, run with probes."""
    probes, found = FadingProbes(d_miss_threshold=-1), dict[str, Any]()
    exec(probes.instrument(compile(source, name, "exec")), found)  # noqa: S102 - our own source
    return probes, found


def lines_of(probes: FadingProbes, name: str) -> tuple[set[int], set[int]]:
    """The lines that were run, and those that were not."""
    file = probes.get_coverage()["files"][name]
    return set(file["executed_lines"]), set(file["missing_lines"])


def use(module: dict[str, Any]) -> list[Any]:
    """All of it but what is never called, several times."""
    told = list[Any]()
    for _ in range(60):  # until Python has specialised it
        coroutine = module["answered"]()
        with pytest.raises(StopIteration) as answer:
            coroutine.send(None)
        told += [module["loop"](5), module["caught"]("4"), module["caught"]("x")]
        told += [*module["steps"](), answer.value.value]
    return told


def test_each_line_that_is_run_is_told_and_means_the_same() -> None:
    """In loops, generators, coroutines and handlers, however often it is run."""
    plain: dict[str, Any] = {}
    exec(SOURCE, plain)  # noqa: S102 - our own source
    probes, module = run(SOURCE, "some.py")
    assert use(module) == use(plain)
    executed, missing = lines_of(probes, "some.py")
    assert missing == NEVER
    assert executed.isdisjoint(NEVER)
    assert {3, 5, 6, 13, 15, 19, 28, 31} <= executed


def test_a_line_that_is_run_later_is_told_later() -> None:
    """The others of its function fade without it."""
    probes, module = run(SOURCE, "some.py")
    for _ in range(60):
        assert module["loop"](2) == 1
    assert 5 in lines_of(probes, "some.py")[1]
    assert module["loop"](3) == 1
    assert 5 in lines_of(probes, "some.py")[0]


def test_a_probe_is_asked_once() -> None:
    """A line that is run a thousand times more tells nothing more."""
    probes, module = run(SOURCE, "some.py")
    module["loop"](5)
    assert probes.newly_seen["some.py"]
    probes.newly_seen["some.py"].clear()
    assert module["loop"](1000) == 499_498
    assert probes.newly_seen["some.py"] == set()


def test_a_function_of_many_lines_is_told_whole() -> None:
    """Where constants and jumps need two bytes."""
    body = "".join(f"  if total != {n + 1000}:\n   total += {n}\n" for n in range(600))
    source = f"def long(total):\n while total < 1:\n{body} return total\n"
    probes, module = run(source, "long.py")
    assert module["long"](0) == sum(range(600))
    assert lines_of(probes, "long.py")[1] == set()


def test_a_copy_of_its_code_does_no_harm() -> None:
    """It tells as long as its own first byte stands."""
    probes, module = run(SOURCE, "some.py")
    loop = module["loop"]
    loop.__code__ = loop.__code__.replace(co_name="other")
    assert [loop(5) for _ in range(60)] == [8] * 60
    assert 6 in lines_of(probes, "some.py")[0]
