"""Provider names, as a setting that is wrong is told them."""

from collections.abc import Iterable


def one_of(names: Iterable[str]) -> str:
    """The names of a table: `hubspot, pipedrive or salesforce`."""
    *others, last = names
    return f"{', '.join(others)} or {last}"
