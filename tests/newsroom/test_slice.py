"""Write, propose, submit, sign, release: the whole way once."""

from duta.delivery.models import Delivery
from duta.newsroom.models import Story


def test_a_signed_story_goes_out_on_the_portal_and_on_its_channels(scene):
    release = scene.release()

    story = Story.objects.get(pk=scene.story.pk)
    assert story.live
    assert story.live_revision_id == release.submission.revision_id
    assert release.address == f"http://testserver/id/{story.number}-{story.slug}/"
    assert {delivery.channel for delivery in Delivery.objects.all()} == {scene.first, scene.second}
