"""The pages that name vendors say what the tables of providers say."""

import re
from pathlib import Path

from services.crm.providers import PROVIDERS as CRM
from services.llm.providers import PROVIDERS as LLM
from services.search.providers import PROVIDERS as SEARCH
from services.stt.providers import PROVIDERS as STT
from services.tts.providers import PROVIDERS as TTS
from tests.differences import differences

ROOT = Path(__file__).parents[2]


def rows() -> list[list[str]]:
    """README's table of providers, a list of cells a row."""
    lines = (ROOT / "README.md").read_text("utf-8").splitlines()
    begin = lines.index("| | provider | needs |") + 2
    end = next(n for n in range(begin, len(lines)) if not lines[n].startswith("|"))
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[begin:end]]


def test_the_readme_lists_the_providers():
    """Each row of code is a row of README's table, in the same order, and no other."""
    told = [f"{what}: {provider.split('`')[1]}" for what, provider, _ in rows()]
    wanted = [
        *(f"speech to text: {row.name}" for row in STT),
        *(f"whisper: {row.name}" for row in TTS),
        *(f"web search: {row.name}" for row in SEARCH),
        *(f"language model: {row.name}" for row in LLM),
        *(f"CRM: {row.name}" for row in CRM),
    ]
    assert differences("README's table of providers", told, wanted) == []
    assert told == wanted


def test_the_readme_says_what_each_provider_needs():
    """The setting or the command that a row of code names stands in its row of README's table."""
    for row, (_, _, needs) in zip((*STT, *TTS, *SEARCH, *LLM, *CRM), rows(), strict=True):
        wanted = re.findall(r"[A-Z]+(?:_[A-Z]+)+|`[^`]+`", row.needs)
        missing = [word for word in wanted if word.strip("`") not in needs]
        assert missing == [], f"README's row of {row.name} names what is needed"
        assert wanted or not row.needs, f"{row.name}: needs names a setting, or a `command`"
        assert row.needs or needs == "nothing", f"README's row of {row.name}: it needs nothing"


def test_the_setting_is_documented_with_the_names_that_it_takes():
    """`.env.example` names each recogniser that `STT` may be."""
    before = (ROOT / ".env.example").read_text("utf-8").partition("# STT=")[0]
    comment = before.rpartition("\n\n")[2]
    missing = [row.name for row in STT if not re.search(rf"\b{row.name}\b", comment)]
    assert missing == [], "the comment above STT in .env.example names each recogniser"
