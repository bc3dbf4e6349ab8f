"""Setting names with a typo."""

from pathlib import Path

import pytest

from settings.names import likely_typos, names_in


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("DEEPGRAM_APIKEY", "DEEPGRAM_API_KEY"),
        ("OPENAI_API_KEYS", "OPENAI_API_KEY"),
        ("COACH_PLAYBOK", "COACH_PLAYBOOK"),
        ("PUBLC_URL", "PUBLIC_URL"),
        ("twilio_auth_tokn", "TWILIO_AUTH_TOKEN"),
        ("OPENAI_KEY", "OPENAI_API_KEY"),
        ("TWILIO_SID", "TWILIO_ACCOUNT_SID"),
        ("GENESYS_SECRET", "GENESYS_CLIENT_SECRET"),
        ("COACH_LANG", "COACH_LANGUAGE"),
    ],
)
def test_a_typo_is_told_with_the_setting_that_is_meant(name: str, meant: str):
    """The nearest setting is named."""
    assert likely_typos([name]) == {name.upper(): meant}


def test_other_programs_names_are_no_typos():
    """Our own names, and what an environment is full of, are passed over."""
    others = ["PATH", "HOME", "HOSTNAME", "POSTGRES_PASSWORD", "PYTHONPATH", "DOMAIN", "LANG"]
    assert (
        likely_typos([*others, "OPENAI_API_KEY", "port", "OPENAI_ORG_ID", "REDIS_PASSWORD"]) == {}
    )


def test_a_setting_that_is_set_is_not_meant_by_a_part_of_its_name():
    """Another program's name may have the words of one of ours."""
    assert likely_typos(["OPENAI_API_KEY", "OPENAI_KEY"]) == {}


def test_the_names_of_a_file(tmp_path: Path):
    """A `.env` is read as the settings read it; none is no names."""
    env = tmp_path / ".env"
    assert names_in(env) == []
    env.write_text("# PORT=1\nDEEPGRAM_APIKEY=x\nexport COACH_MODEL='y'\n")
    assert names_in(env) == ["DEEPGRAM_APIKEY", "COACH_MODEL"]
