"""The sentences that a voice is fitted on, and the new ones that it is judged by."""

from typing import Final

__all__ = ["FIT_SENTENCES", "PREVIEW_SENTENCES"]

FIT_SENTENCES: Final = (
    "The quick brown fox jumped over a lazy dog beside the river.",
    "She sold sea shells by the shore and gave the money away.",
    "We should leave before noon if we want a good seat.",
    "My father bought a yellow house with a garden full of trees.",
    "Could you open the window and let some fresh air in?",
    "Thirty birds flew over the lake toward the mountains.",
    "He joked about the weather while measuring both of them again.",
    "The choir sang a joyful tune for thousands of people.",
    "Nothing much happened on Friday, so I read a book.",
    "Please pour a cup of tea and choose a chair near the fire.",
)
"""Three to four seconds each; a step of the search renders a part of one."""
_BAKER: Final = "Every morning the baker unlocks the door and lights the oven."
PREVIEW_SENTENCES: Final = {
    "fast": (_BAKER,),
    "full": (_BAKER, "I would rather walk home than wait for another bus tonight."),
}
"""Sentences of the preview by `Depth`, which are not among `FIT_SENTENCES`."""
