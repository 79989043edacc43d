"""ONNX Runtime, which is to tell nobody of its use: everything of ours imports it from here.

`live/__init__.py` has switched its telemetry off before. Its builds for Windows before 1.31 heed no
environment: what they would tell the system's event tracing ends here.
"""

import onnxruntime
from onnxruntime.capi import onnxruntime_pybind11_state as state

onnxruntime.disable_telemetry_events()

__all__ = ["onnxruntime", "state"]
