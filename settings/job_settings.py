"""Job settings: what is done after a call, when it begins, and how long it waits for a person."""

from typing import Annotated, Literal

from pydantic import Field
from pydantic_settings import BaseSettings, NoDecode

from settings.values import SmallLetters, WordsOrNone

AfterCall = Literal["summary", "follow_through"]


class JobSettings(BaseSettings):
    """The settings of work after calls; a part of `Settings`, which says where they are read."""

    after_call: Annotated[tuple[AfterCall, ...], NoDecode, WordsOrNone, SmallLetters] = (
        "summary",
        "follow_through",
    )
    after_call_settle_secs: Annotated[float, Field(ge=0, le=86_400)] = 30.0
    after_call_approval_days: Annotated[float, Field(gt=0, le=365)] = 7.0
