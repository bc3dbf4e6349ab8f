"""The pages that name vendors say what the tables of providers say."""

import re
from pathlib import Path

from services.crm.providers import PROVIDERS as CRM
from services.llm.providers import PROVIDERS as LLM
from services.search.providers import PROVIDERS as SEARCH
from services.stt.providers import PROVIDERS as STT
from services.tts.providers import PROVIDERS as TTS

ROOT = Path(__file__).parents[2]


def rows() -> list[list[str]]:
    """README's table of providers, a list of cells a row."""
    lines = (ROOT / "README.md").read_text("utf-8").splitlines()
    begin = lines.index("| | provider | needs |") + 2
    end = next(n for n in range(begin, len(lines)) if not lines[n].startswith("|"))
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[begin:end]]


def test_the_readme_lists_the_providers():
    """Each row of code is a row of README's table, in the same order, and no other."""
    told = [(what, provider.split("`")[1]) for what, provider, _ in rows()]
    assert told == [
        *(("speech to text", row.name) for row in STT),
        *(("whisper", row.name) for row in TTS),
        *(("web search", row.name) for row in SEARCH),
        *(("language model", row.name) for row in LLM),
        *(("CRM", row.name) for row in CRM),
    ]


def test_the_readme_says_what_each_provider_needs():
    """The setting or the command that a row of code names stands in its row of README's table."""
    for row, (_, _, needs) in zip((*STT, *TTS, *SEARCH, *LLM, *CRM), rows(), strict=True):
        wanted = re.findall(r"[A-Z]+(?:_[A-Z]+)+|`[^`]+`", row.needs)
        assert wanted or not row.needs
        assert all(word.strip("`") in needs for word in wanted)
        assert row.needs or needs == "nothing"


def test_the_setting_is_documented_with_the_names_that_it_takes():
    """`.env.example` names each recogniser that `STT` may be."""
    before = (ROOT / ".env.example").read_text("utf-8").partition("# STT=")[0]
    comment = before.rpartition("\n\n")[2]
    assert all(re.search(rf"\b{row.name}\b", comment) for row in STT)
