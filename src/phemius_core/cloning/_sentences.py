"""What a voice says while it is fitted, and what it is judged by, which it has not said before."""

from typing import Final

__all__ = ["FITTED", "PREVIEW"]

FITTED: Final = (
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
"""Three to four seconds each, of which a step of the search renders a part."""
_BAKER: Final = "Every morning the baker unlocks the door and lights the oven."
PREVIEW: Final = {
    "fast": (_BAKER,),
    "full": (_BAKER, "I would rather walk home than wait for another bus tonight."),
}
