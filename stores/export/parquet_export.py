"""Parquet export: rows in, the pieces of a file out, by arro3, which is the extra `parquet`.

arro3 asks for rows and writes pieces in a thread of its own; both wait for the event loop:

    rows (of the log) ──► thread: row groups, compressed ──► a few pieces ──► who reads the file
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Mapping
from concurrent.futures import CancelledError
from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import Any

from conversation.errors import CallShadowError
from conversation.export.columns import ColumnKind
from conversation.export.errors import ExportError
from conversation.export.rows import Row

_GROUP_ROWS = 10_000
"""Rows that are held before they are written."""
_WAITING = 4
"""Pieces that wait for whoever reads the file."""
_EPOCH, _MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)


async def parquet_pieces(
    columns: Mapping[str, ColumnKind], rows: AsyncIterator[list[Row]]
) -> AsyncGenerator[bytes]:
    """The pieces of a file.

    Args:
        columns: The names and types of its columns.
        rows: Some rows at a time.

    Raises:
        ExportError: arro3 is not installed.
    """
    file = _File(columns, rows, asyncio.get_running_loop())
    work = asyncio.create_task(asyncio.to_thread(file.write_all))
    try:
        while (piece := await file.pieces.get()) is not None:
            yield piece
        await work
    finally:
        file.stop()
        await asyncio.gather(work, return_exceptions=True)


def _arro3(part: str) -> Any:
    try:
        return import_module(f"arro3.{part}")
    except ImportError:
        reason = "Parquet needs the extra `parquet`: run `uv sync --extra parquet`"
        raise ExportError(f"{reason}, or export as jsonl or csv") from None


class _File:
    """A file that arro3 writes; it asks for `seek` and never seeks."""

    def __init__(
        self,
        columns: Mapping[str, ColumnKind],
        rows: AsyncIterator[list[Row]],
        loop: asyncio.AbstractEventLoop,
    ) -> None:
        self.pieces = asyncio.Queue[bytes | None](_WAITING)
        self._core, self._io = _arro3("core"), _arro3("io")
        self._columns, self._rows, self._loop = columns, rows, loop
        self._failure: CallShadowError | None = None
        self._stopped = False

    def write_all(self) -> None:
        """Write the file, in a thread."""
        try:
            reader = self._core.RecordBatchReader.from_batches(self._schema(), self._batches())
            self._io.write_parquet(
                reader, self, compression="snappy", max_row_group_size=_GROUP_ROWS
            )
        except Exception:
            # arro3 knows only words of an error of the rows; this is the error itself.
            if self._failure:
                raise self._failure from None
            if not self._stopped:
                raise
        finally:
            if not self._stopped:
                self._wait(self.pieces.put(None))

    def stop(self) -> None:
        """Have the thread end: nobody reads on."""
        self._stopped = True
        while not self.pieces.empty():
            self.pieces.get_nowait()

    def write(self, piece: bytes) -> int:
        """Hand a piece over, once there is room."""
        self._wait(self.pieces.put(bytes(piece)))
        return len(piece)

    def flush(self) -> None:
        """Nothing is held back."""

    def seek(self, *_: int) -> int:
        """Refuse: the pieces are gone."""
        raise OSError("a file that is streamed can't be sought in")

    def _wait(self, of: Any) -> Any:
        if self._stopped:
            of.close()
            raise CancelledError
        return asyncio.run_coroutine_threadsafe(of, self._loop).result()

    def _batches(self) -> Iterator[Any]:
        schema = self._schema()
        try:
            while (rows := self._wait(anext(self._rows, None))) is not None:
                if rows:
                    arrays = [
                        self._array(kind, [row[name] for row in rows])
                        for name, kind in self._columns.items()
                    ]
                    yield self._core.RecordBatch.from_arrays(arrays, schema=schema)
        except CallShadowError as error:
            self._failure = error
            raise

    def _array(self, kind: ColumnKind, values: list[Any]) -> Any:
        if kind is ColumnKind.TIME:  # arro3 makes none of moments
            values = [None if at is None else (at - _EPOCH) // _MICROSECOND for at in values]
            return self._core.Array(values, type=self._core.DataType.int64()).cast(self._type(kind))
        return self._core.Array(values, type=self._type(kind))

    def _schema(self) -> Any:
        field = self._core.Field
        return self._core.Schema(
            [field(name, self._type(kind), nullable=True) for name, kind in self._columns.items()]
        )

    def _type(self, kind: ColumnKind) -> Any:
        types = self._core.DataType
        match kind:
            case ColumnKind.TEXT:
                return types.string()
            case ColumnKind.INT:
                return types.int64()
            case ColumnKind.FLOAT:
                return types.float64()
            case ColumnKind.TIME:
                return types.timestamp("us", tz="UTC")
