"""Exit deadline: a process that was told to end and hangs is ended the hard way, and says where."""

import asyncio
import os
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Thread, Timer, get_ident
from types import FrameType
from typing import Any

from loguru import logger

HUNG = 3
"""The exit code of a process that did not end by itself."""
# A log whose reader hangs does not keep the process either.
_LOG_S = 1.0
_SHOWN = 8


def exit_within(seconds: float, leave: Callable[[int], object] = os._exit) -> Timer:
    """End the process unless it has ended by itself, or the timer is cancelled.

    The timer runs beside the event loop, which may be what hangs.

    Args:
        seconds: How long it has.
        leave: Ends the process at once, with an exit code.
    """
    loop, thread = asyncio.get_running_loop(), get_ident()

    def tell() -> None:
        hung = _hung(loop, thread)
        logger.critical("not ended in {:g} s; exit code {}; {}", seconds, HUNG, hung)

    def expire() -> None:
        telling = Thread(target=tell, daemon=True)
        telling.start()
        telling.join(_LOG_S)
        leave(HUNG)

    timer = Timer(seconds, expire)
    timer.daemon = True
    timer.start()
    return timer


def _hung(loop: asyncio.AbstractEventLoop, thread: int) -> str:
    """What the process waits for, in one line: its tasks, and where its thread is."""
    tasks = [task for task in asyncio.all_tasks(loop) if not task.done()]
    places = [f"{task.get_name()} in {_place(task.get_coro())}" for task in tasks[:_SHOWN]]
    if frame := sys._current_frames().get(thread):
        places.append(f"the main thread in {_line(frame)}")
    more = len(tasks) - _SHOWN
    return "; ".join(places) + (f"; and {more} tasks more" if more > 0 else "")


def _place(waiting: Any) -> str:
    """Where a coroutine waits: in the innermost one that is known."""
    place = "?"
    while frame := getattr(waiting, "cr_frame", None):
        place, waiting = _line(frame), waiting.cr_await
    return place


def _line(frame: FrameType) -> str:
    return f"{frame.f_code.co_qualname} ({Path(frame.f_code.co_filename).name}:{frame.f_lineno})"
