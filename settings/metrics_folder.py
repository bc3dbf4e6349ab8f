"""Metrics folder: where the workers of one server keep their figures, each in files of its own.

The variable is prometheus_client's, which reads it when it is imported: a parent sets it for its
workers.
"""

import os

_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"


def metrics_folder() -> str | None:
    """The folder; None in a process that keeps its figures to itself."""
    return os.environ.get(_VARIABLE)


def environment_with(folder: str) -> dict[str, str]:
    """The environment of a worker that keeps its figures in `folder`."""
    return os.environ | {_VARIABLE: folder}
