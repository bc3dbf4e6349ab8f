"""After-call settings: what is done when a call has ended, and who is told."""

from settings.job_settings import JobSettings
from settings.summary_settings import SummarySettings
from settings.write_back_settings import WriteBackSettings


class AfterCallSettings(JobSettings, SummarySettings, WriteBackSettings):
    """The settings of all that comes after calls; a part of `Settings`."""
