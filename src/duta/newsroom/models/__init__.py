"""Pictures, stories, channel versions, submissions, clearances, releases."""

from duta.newsroom.models.clearing import (
    Clearance,
    FrozenPicture,
    Initials,
    Release,
    Reminder,
    Submission,
    Timed,
    with_states,
)
from duta.newsroom.models.pictures import Picture, PictureRendition
from duta.newsroom.models.stories import ChannelVersion, Story, StoryNumber

__all__ = [
    "ChannelVersion",
    "Clearance",
    "FrozenPicture",
    "Initials",
    "Picture",
    "PictureRendition",
    "Release",
    "Reminder",
    "Story",
    "StoryNumber",
    "Submission",
    "Timed",
    "with_states",
]
