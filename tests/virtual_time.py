"""Virtual time of tests: the clock of a loop goes to the next timer when nothing else happens."""

import pytest

AT_ONCE = pytest.mark.looptime(noop_cycles=3)
"""For tests of one loop: what its sockets' other ends send is there at once.

Before each timer, looptime has the loop look 42 times whether something comes from elsewhere, such
as a thread: a third of the CPU of a test that has thousands of timers.
"""
