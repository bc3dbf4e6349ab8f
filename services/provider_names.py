"""Provider names: the error of a setting that names none of them."""

from collections.abc import Iterable

from conversation.nearest import meant_by
from settings import SettingsError


def no_provider(setting: str, value: str, wrong: str, names: Iterable[str]) -> SettingsError:
    """What is said of a setting's value: the names that there are, and which one is meant.

    Args:
        setting: Its name in the environment.
        value: What it is.
        wrong: The name in it that is none.
        names: Of a table's rows.
    """
    *others, last = (f"'{name}'" for name in names)
    allowed = f"{', '.join(others)} or {last}{meant_by(wrong, names)}"
    return SettingsError(f"{setting}={value}: Input should be {allowed}")
