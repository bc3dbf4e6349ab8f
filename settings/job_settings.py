"""Job settings: when the work after a call begins, and how long it waits for a person's word."""

from typing import Annotated

from pydantic import Field
from pydantic_settings import BaseSettings


class JobSettings(BaseSettings):
    """The settings of work after calls; a part of `Settings`, which says where they are read."""

    after_call_settle_secs: Annotated[float, Field(ge=0, le=86_400)] = 30.0
    after_call_approval_days: Annotated[float, Field(gt=0, le=365)] = 7.0
