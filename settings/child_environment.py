"""Environment of a child process: the variables of one that is started for what strangers wrote.

It has what the system and Python need, and no setting: no key of ours is there to be read.
"""

import os
import sys

_OF_THE_SYSTEM = (
    *("PATH", "HOME", "TMPDIR", "LANG", "LC_ALL", "LC_CTYPE", "LD_LIBRARY_PATH"),
    *("DYLD_LIBRARY_PATH", "SYSTEMROOT"),
)


def child_environment() -> dict[str, str]:
    """The variables, by which it also finds the modules that this process finds."""
    kept = {name: os.environ[name] for name in _OF_THE_SYSTEM if name in os.environ}
    return kept | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
