"""Summary settings: how calls are summed up after their end."""

from typing import Annotated

from pydantic import Field
from pydantic_settings import BaseSettings


class SummarySettings(BaseSettings):
    """The settings of the summaries; a part of `Settings`, which says where they are read."""

    summary_language: Annotated[
        str | None, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]+)*$", max_length=35)
    ] = None
    summary_prompt: Annotated[str, Field(min_length=1)] = "call_summary"
