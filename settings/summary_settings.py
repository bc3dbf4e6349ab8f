"""Summary settings: how calls are summed up after their end."""

from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_settings import BaseSettings

from settings.languages import language_tag


class SummarySettings(BaseSettings):
    """The settings of the summaries; a part of `Settings`, which says where they are read."""

    summary_language: Annotated[str, AfterValidator(language_tag)] | None = None
    summary_prompt: Annotated[str, Field(min_length=1)] = "call_summary"
