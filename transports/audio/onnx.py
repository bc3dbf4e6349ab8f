"""ONNX runtime, with its usage reports off.

onnxruntime 1.29 and newer for Linux sends usage data to its maker from each process, and keeps an
id in the home folder. `disable_telemetry_events()` comes too late: only this variable, set before
the import, stops it.
"""

import os

os.environ["ORT_DISABLE_TELEMETRY"] = "1"

import onnxruntime

__all__ = ["onnxruntime"]
