"""docs/models.md says what the code does."""

import re

from conversation.coaching.model_answer import ADVICE_FORM
from conversation.models import breaker, budget
from pipeline import budget_keeper
from server.metrics.model_metrics import BREAKER, COST, REQUESTS, TOKENS
from services.llm.chain import guarded_model, metered_model
from services.llm.dialects.messages_body import messages_body
from services.llm.providers import PROVIDERS
from services.llm.request_form import AnswerFormat, RequestForm
from settings import Settings, load
from tests.product import ROOT

PAGE = (ROOT / "docs/models.md").read_text("utf-8")
NEEDED = {
    "azure_openai_endpoint": "https://one.openai.azure.com",
    "compatible_base_url": "https://models.example/v1",
}


def rows() -> list[list[str]]:
    """The table of providers, a list of cells a row."""
    table = PAGE.split("| provider | is | needs | reached at |\n")[1].splitlines()[1:]
    lines = table[: next(n for n, line in enumerate(table) if not line.startswith("|"))]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_the_page_has_the_providers_of_the_code():
    """In their order, with what each needs and where it is reached."""
    settings = load(**NEEDED)
    for row, (name, _, needs, reached) in zip(PROVIDERS, rows(), strict=True):
        assert name == f"`{row.name}`"
        assert needs.replace("`", "") == row.needs
        address = row.endpoint(settings).address
        if "azure" in name:
            assert address.endswith(re.findall(r"`(/[^`]+)`", reached)[0])
        elif "compatible" not in name:
            assert f"`{address.removesuffix('/v1') if 'ollama' in name else address}`" in reached


def test_each_setting_on_the_page_is_one():
    """And each setting of the models is on the page."""
    known = {name.upper() for name in Settings.model_fields}
    own = {"OLLAMA_CONTEXT_LENGTH", "NO_PROXY", "HTTPS_PROXY", "SSL_CERT_FILE"}
    named = set(re.findall(r"\b[A-Z]{2,}(?:_[A-Z]+)+\b", PAGE))
    assert named <= known | own
    vendors = "AZURE|ANTHROPIC|MISTRAL|OLLAMA|COMPATIBLE|COACH_(BUDGET|PRICES|MODEL|FIRST|TEMP|MAX)"
    models = {name for name in known if re.match(vendors, name)}
    assert models <= named


def test_the_figures_of_the_page_are_those_of_the_code():
    """Deadlines, thresholds, periods and pauses."""
    words = " ".join(PAGE.split())
    assert f"has {Settings().coach_first_field_secs:g} s (`COACH_FIRST_FIELD_SECS`)" in words
    told = f"after {breaker.THRESHOLD} failures in a row it is not asked for {breaker.PERIOD_S:g} s"
    assert told in words
    again_s = breaker.PERIOD_S * breaker.AGAIN_PART
    assert f"the next probe comes {again_s:g} s after one that was dropped" in words
    pauses = "after a moment ({:g} to {:g} s)".format(*guarded_model.RETRY_PAUSE_S)
    assert pauses in words
    assert guarded_model.RETRY_WITHIN_S == 1.0
    assert "within the first second" in words


def test_the_metrics_of_the_page_are_those_of_the_code():
    """As Prometheus names them."""
    families = [
        family.name for one in (BREAKER, REQUESTS, TOKENS, COST) for family in one.collect()
    ]
    named = set(re.findall(r"callshadow_model_\w+?(?=_total|\W)", PAGE))
    assert named == set(families)


def test_the_budgets_of_the_page_are_those_of_the_code():
    """Where saving begins, and how dropped requests are counted."""
    assert f"less than {budget.SAVING_FROM:.0%}".replace("%", " %") in PAGE
    assert f"{metered_model.CHARS_PER_TOKEN} characters a token" in PAGE
    assert f"each some {budget_keeper.EVERY_S:g} s late" in PAGE


def test_the_steps_of_the_page_are_those_of_the_code():
    """A schema, a tool, an object, the prompt; a limit that Anthropic's API wants."""
    assert list(AnswerFormat) == ["json_schema", "tool", "json_object", "text"]
    limit = messages_body("m", [], ADVICE_FORM, RequestForm(), {})["max_tokens"]
    assert f"; {limit} for Anthropic's" in (ROOT / ".env.example").read_text("utf-8")
