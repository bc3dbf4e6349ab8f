"""Encoder thread: works one after the other, and keeps no process that is told to end."""

from collections.abc import Callable
from concurrent.futures import Executor, Future
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import Any, TypeVar

_T = TypeVar("_T")
_Work = tuple[Future[Any], Callable[[], Any]]


class EncoderThread(Executor):
    """An executor with one worker, for which Python does not wait at its end.

    It waits for those of `ThreadPoolExecutor`, which on a slow machine takes longer to load the
    model than a server that is told to stop may take.
    """

    def __init__(self) -> None:
        """Create the executor; its thread begins with the first work."""
        self._works: SimpleQueue[_Work | None] = SimpleQueue()
        self._thread: Thread | None = None
        self._beginning = Lock()
        self._over = False

    def submit(self, fn: Callable[..., _T], /, *args: Any, **kwargs: Any) -> Future[_T]:
        """Have `fn` called after what was submitted before; raises `RuntimeError` at the end."""
        if self._over:
            raise RuntimeError("the encoder's thread takes no more work")
        with self._beginning:  # several event loops may ask at once
            if not self._thread:
                self._thread = Thread(target=self._run, name="encoder", daemon=True)
                self._thread.start()
        future: Future[_T] = Future()
        self._works.put((future, lambda: fn(*args, **kwargs)))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Take no more work; the thread ends after what it has, or after what it does now."""
        self._over = True
        with suppress(Empty):
            while cancel_futures and (work := self._works.get_nowait()):
                work[0].cancel()
        self._works.put(None)
        if wait and self._thread:
            self._thread.join()

    def _run(self) -> None:
        while work := self._works.get():
            future, call = work
            if not future.set_running_or_notify_cancel():
                continue
            try:
                future.set_result(call())
            except BaseException as error:  # noqa: BLE001 - whoever asked is told
                future.set_exception(error)
            del work, future, call  # nothing is kept while the thread waits
