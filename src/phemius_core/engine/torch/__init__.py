"""The torch engine: Kokoro's own modules, on CUDA or as the reference of the CPU engine.

Importing this room does not import torch: opening an engine does.
"""

from phemius_core.engine.torch._engine import TorchEngine

__all__ = ["TorchEngine"]
