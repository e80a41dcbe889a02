"""Kokoro on OpenVINO, for CPUs without native kernels.

Importing this room does not import openvino: `OpenVino` does, and the modules that build graphs.
"""

from phemius_core.engine.cpu.openvino._runtime import OpenVino, OpenVinoModel

__all__ = ["OpenVino", "OpenVinoModel"]
