"""What the documents say of settings is so, and their links lead somewhere."""

import re
from pathlib import Path

import pytest

from settings import Settings, SettingsError, load
from settings.sample_secrets import is_sample_secret
from tests.differences import differences
from tests.pages import PAGES
from tests.product import PRODUCT, ROOT

SETTINGS = {name.upper(): field for name, field in Settings.model_fields.items()}
SAMPLE = re.compile(r"^# ([A-Z_]+)=(.*)$", re.MULTILINE)
ENV_EXAMPLE = (ROOT / ".env.example").read_text("utf-8")
EXAMPLE = re.compile(r"cartesia|gladia|legal|subtitles")
"""What the pages only imagine."""
WITH_A_SECRET = ("DATABASE_URL", "REDIS_URL", "SENTRY_DSN", "OTEL_EXPORTER_OTLP_HEADERS")
"""Addresses and headers that may have a secret in them."""
SECRETS = sorted(
    name
    for name, field in SETTINGS.items()
    if re.search("SecretStr|ApiKey", str(field.annotation)) and name not in WITH_A_SECRET
)


def test_env_example_documents_each_setting_once() -> None:
    """Every setting has a sample in `.env.example`, and nothing stands there that is no setting."""
    told = sorted(name for name, _ in SAMPLE.findall(ENV_EXAMPLE))
    assert differences(".env.example", told, SETTINGS) == []
    assert told == sorted(SETTINGS)


def test_env_example_says_what_each_setting_means() -> None:
    """A sample comes after at least one line of explanation that is its own."""
    lines = ENV_EXAMPLE.splitlines()
    samples = [at for at, line in enumerate(lines) if SAMPLE.match(line)]
    silent = [
        lines[at]
        for at in samples
        if not lines[at - 1].startswith("# ") or SAMPLE.match(lines[at - 1])
    ]
    assert silent == []


def test_env_example_as_it_is_changes_nothing() -> None:
    """Copied to `.env` and left alone, it gives the defaults."""
    assert load(_env_file=ROOT / ".env.example") == load()


def test_the_samples_in_env_example_are_the_defaults_or_allowed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With every # taken off, and own secrets, each value is allowed, and the default if one is."""
    monkeypatch.delenv("COACH_MEANING")
    env = tmp_path / ".env"
    samples = SAMPLE.sub(r"\1=\2", ENV_EXAMPLE)
    env.write_text(re.sub(r"\byour(?=-|client)", "ours", samples))
    loaded = load(_env_file=env)
    for name, field in SETTINGS.items():
        value = getattr(loaded, name.lower())
        assert value is not None, f"{name} has no sample in .env.example"
        assert field.default in (None, value), f"the sample of {name} is not its default"


@pytest.mark.parametrize("name", sorted({*SECRETS, *WITH_A_SECRET} - {"REDIS_URL"}))
def test_the_sample_of_a_secret_in_env_example_is_refused(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """It is public, so it opens nothing: the start names the setting, and says what it is."""
    sample = dict(SAMPLE.findall(ENV_EXAMPLE)).get(name)
    assert sample, f"{name} has no sample in .env.example"
    monkeypatch.setenv(name, sample)
    with pytest.raises(SettingsError, match=rf"^{name}=\*+: .*(a|the) sample"):
        load()


def test_the_pages_show_no_secret_that_would_be_taken() -> None:
    """In a command or a file of a page, a sample that is refused stands for a secret, or a gap."""
    shown = re.compile(rf"\b({'|'.join(SECRETS)})=([\w:,-]{{8,}})")
    taken = [
        f"{page.relative_to(ROOT)}: {name}"
        for page in PAGES
        for name, value in shown.findall(page.read_text("utf-8"))
        if not is_sample_secret(value.rpartition(":")[2])
    ]
    assert taken == []


def test_the_index_of_the_pages_has_each_of_them() -> None:
    """`docs/README.md` links to every page beside it."""
    linked = re.findall(r"\]\(([\w-]+\.md)\)", (ROOT / "docs" / "README.md").read_text("utf-8"))
    pages = {page.name for page in ROOT.glob("docs/*.md")} - {"README.md"}
    assert differences("docs/README.md", linked, pages) == []


def test_each_decision_has_a_number_of_its_own_and_a_row() -> None:
    """`docs/decisions/README.md` lists them in their order."""
    folder = ROOT / "docs/decisions"
    pages = sorted(page.name for page in folder.glob("0*.md"))
    assert [page[:4] for page in pages] == [f"{number:04}" for number in range(1, len(pages) + 1)]
    rows = re.findall(
        r"^\| \[\d{4}\]\(([\w-]+\.md)\)", (folder / "README.md").read_text("utf-8"), re.M
    )
    assert differences("docs/decisions/README.md", rows, pages) == []
    assert rows == pages


def test_the_links_between_the_pages_lead_somewhere() -> None:
    """Every relative link of a page is a file of the repository."""
    broken = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in PAGES
        for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", page.read_text("utf-8"))
        if not (page.parent / target).exists()
    ]
    assert broken == []


def test_the_pages_that_the_code_names_are_there() -> None:
    """A path below `docs/` in a docstring or a comment leads to a page."""
    gone = [
        f"{module}: {named}"
        for module in PRODUCT
        for named in re.findall(r"(?<![\w./])docs/[\w/.-]+\w", module.text)
        if not (ROOT / named).exists()
    ]
    assert gone == []


def test_the_code_that_the_pages_name_is_there() -> None:
    """A path in backticks that begins with a folder of ours leads to a file or a folder.

    Examples of what somebody may add stand in CONTRIBUTING's dry runs, and a change log tells of
    what was.
    """
    path = re.compile(r"`((?:[a-z_]+/)+(?:[\w.*-]+\.[a-z]+)?)`")
    roots = {folder.name for folder in ROOT.iterdir() if folder.is_dir()}
    gone = [
        f"{page.relative_to(ROOT)}: {named}"
        for page in PAGES
        if page.name != "CHANGELOG.md"
        for named in path.findall(page.read_text("utf-8"))
        if named.partition("/")[0] in roots
        if not list(ROOT.glob(named)) and not EXAMPLE.search(named)
    ]
    assert gone == []


def test_the_tests_that_the_pages_run_are_there() -> None:
    """A test file in a command is there, and has a test of the name that `-k` asks for."""
    asked = re.compile(r"\b(tests/[\w/]+\.py)(?: -k (\w+))?")
    gone = [
        f"{page.relative_to(ROOT)}: {named}"
        for page in PAGES
        for block in re.findall(r"^```sh\n(.*?)^```", page.read_text("utf-8"), re.M | re.S)
        for named, word in asked.findall(block)
        if not (ROOT / named).is_file()
        or not re.search(rf"def test_\w*{word}", (ROOT / named).read_text("utf-8"))
    ]
    assert gone == []
