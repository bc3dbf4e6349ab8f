"""Unsearched heap: garbage is looked for in what a process makes, not in what it has imported.

Python's collector goes through all that is there again and again while modules are imported: a
fourth of the CPU that the product's take. A fork that searches its parent's copies them too.
Imported first by the fork server; each fork calls `begin_search`.
"""

import gc

gc.disable()


def begin_search() -> None:
    """Look for garbage from now on, in what there will be."""
    gc.freeze()
    gc.enable()
