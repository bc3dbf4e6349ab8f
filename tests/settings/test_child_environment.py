"""Child's environment: a process that reads strangers' documents has no key of ours."""

import sys

import pytest

from settings.child_environment import child_environment


def test_it_has_no_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    """But finds the modules that this process finds."""
    monkeypatch.setenv("OPENAI_API_KEY", "a-secret")
    monkeypatch.setenv("LANG", "C.UTF-8")
    found = child_environment()
    assert "OPENAI_API_KEY" not in found
    assert found["LANG"] == "C.UTF-8"
    assert set(filter(None, sys.path)) <= set(found["PYTHONPATH"].split(":"))
