"""Job settings: what is done after a call, when it begins, and how long it waits for a person."""

from typing import Annotated, Any, Literal

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, NoDecode

AfterCall = Literal["summary", "follow_through"]


class JobSettings(BaseSettings):
    """The settings of work after calls; a part of `Settings`, which says where they are read."""

    after_call: Annotated[tuple[AfterCall, ...], NoDecode] = ("summary", "follow_through")
    after_call_settle_secs: Annotated[float, Field(ge=0, le=86_400)] = 30.0
    after_call_approval_days: Annotated[float, Field(gt=0, le=365)] = 7.0

    @field_validator("after_call", mode="before")
    @classmethod
    def _list_of_steps(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        words = [word.strip().lower() for word in value.split(",")]
        return tuple(word for word in words if word and word != "none")
