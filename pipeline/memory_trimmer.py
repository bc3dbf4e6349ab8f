"""Memory trimmer: gives the system back what the process has freed, every few minutes.

    freed        between buffers that live on, glibc keeps it: each thread's in an arena of its own
    trimmed      the system has its pages; they come back when they are wanted

A sentence that is encoded takes and frees buffers of some hundred kilobytes. In a call of hours,
and in many calls, what lies between them adds up to a tenth of a server's memory.
"""

import asyncio
import ctypes
import sys

EVERY_S = 300.0


async def keep_trimmed(every_s: float = EVERY_S) -> None:
    """Trim the memory of this process for as long as it runs, where its C library is glibc.

    Args:
        every_s: Seconds from one time to the next.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    while trim:
        await asyncio.sleep(every_s)
        # Some milliseconds, in which no audio waits: ctypes lets the other threads run.
        await asyncio.to_thread(trim, 0)
