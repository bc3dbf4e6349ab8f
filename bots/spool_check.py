"""Check of the spool's folder, which is wanted when the event log is away, and not before."""

from tempfile import TemporaryFile

from bots.check_finding import CheckFinding, CheckState
from settings import Settings


async def check_spool(settings: Settings) -> CheckFinding | None:
    """What is wrong with `SPOOL_DIR`; None where it takes a file, or is not set."""
    folder = settings.spool_dir
    if folder is None:
        return None
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=folder):
            return None
    except OSError as error:
        return CheckFinding(CheckState.FAILED, f"SPOOL_DIR={folder}: {error.strerror}")
