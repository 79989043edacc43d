"""ONNX Runtime without telemetry: all of our code imports it from here.

`live/__init__.py` has switched its telemetry off before. Its builds for Windows before 1.31 ignore
that environment variable: their events to the system's tracing are switched off here.
"""

import onnxruntime
from onnxruntime.capi import onnxruntime_pybind11_state as state

onnxruntime.disable_telemetry_events()

__all__ = ["onnxruntime", "state"]
