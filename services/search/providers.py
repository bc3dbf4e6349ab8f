"""Web search providers: one row each."""

from services.provider_names import no_provider
from services.search import brave, perplexity, tavily
from services.search.vendor import SearchVendor
from settings import Settings, SettingsError

PROVIDERS: tuple[SearchVendor, ...] = (
    SearchVendor(
        name="tavily",
        needs="TAVILY_API_KEY",
        address=tavily.ADDRESS,
        key=lambda settings: settings.tavily_api_key,
        request=tavily.request,
        read=tavily.read,
    ),
    SearchVendor(
        name="perplexity",
        needs="PERPLEXITY_API_KEY",
        address=perplexity.ADDRESS,
        key=lambda settings: settings.perplexity_api_key,
        request=perplexity.request,
        read=perplexity.read,
    ),
    SearchVendor(
        name="brave",
        needs="BRAVE_API_KEY",
        address=brave.ADDRESS,
        key=lambda settings: settings.brave_api_key,
        request=brave.request,
        read=brave.read,
    ),
)


def chosen_search(settings: Settings) -> SearchVendor | None:
    """The vendor that may be asked; None where nobody allowed it.

    Raises:
        SettingsError: There is no such vendor, or its key is missing.
    """
    if not settings.web_search:
        return None
    rows = {row.name: row for row in PROVIDERS}
    row = rows.get(settings.web_search.strip().lower())
    if row is None:
        raise no_provider("WEB_SEARCH", settings.web_search, settings.web_search, rows)
    if row.key(settings) is None:
        raise SettingsError(f"WEB_SEARCH={row.name} needs {row.needs}")
    return row
