"""Event log of a process, where the settings say."""

from contextlib import AbstractAsyncContextManager
from datetime import timedelta

from settings import Settings, SettingsError
from stores.log.event_log import EventLog, open_event_log


def database_url(settings: Settings) -> str:
    """The event log's address: DATABASE_URL, or an SQLite file in DATA_DIR.

    Raises:
        SettingsError: DATA_DIR can't be made.
    """
    if settings.database_url:
        return settings.database_url.get_secret_value()
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        told = "is a file, and no folder" if isinstance(error, FileExistsError) else error.strerror
        raise SettingsError(f"DATA_DIR={settings.data_dir}: {told}") from None
    return f"sqlite:///{settings.data_dir / 'calls.db'}"


def open_log(
    settings: Settings, settle: timedelta | None = None
) -> AbstractAsyncContextManager[EventLog]:
    """The event log, until the block ends; `open_event_log` says what `settle` is.

    Raises:
        SettingsError: As `database_url`.
        EventLogError: The database does not answer.
    """
    return open_event_log(
        database_url(settings),
        ours=settings.database_url is None,
        spool_bytes=settings.spool_mb * 1024 * 1024,
        spool_folder=settings.spool_dir or settings.data_dir / "spool",
        settle=settle,
    )
