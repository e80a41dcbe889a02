"""English words that are written alike and spoken differently, read by their context.

`_rules` decides what the words beside a homograph leave no choice about; a small linear model
(`_model`, over what `_features` sees of the sentence) decides the rest. It is trained by
`scripts/train_homographs.py`.
"""

from phemius_core.text.english.homographs._reader import HomographReader

__all__ = ["HomographReader"]
