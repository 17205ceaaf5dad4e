"""On which channels a person publishes what was submitted."""

from duta.channels.models import Channel
from duta.newsroom.models import Submission


def channels_by_hand(submission: Submission) -> list[Channel]:
    """Return the channels of a submission on which a person publishes, by name."""
    numbers = [version["channel"] for version in submission.manifest.get("versions", [])]
    rows = Channel.objects.filter(pk__in=numbers).select_related("organisation").order_by("name", "pk")
    return [channel for channel in rows if channel.by_hand]
