"""What a platform cuts of a picture."""

from hypothesis import given
from hypothesis import strategies as st

from duta.connectors.bundled.handoff.connector import InstagramByHand, InstagramStoryByHand, XByHand
from duta.connectors.bundled.practice.connector import PracticeConnector
from duta.connectors.cropping import cut_to, frame_of

SIDES = st.integers(1, 20_000)


@given(width=SIDES, height=SIDES)
def test_a_cut_lies_inside_the_picture_and_has_the_shape_that_is_allowed(width, height):
    ratio = frame_of(InstagramByHand(), width, height)
    if not ratio:
        assert 4 / 5 - 0.011 <= width / height <= 1.91 + 0.011
        return
    cut_width, cut_height = cut_to(ratio, width, height)
    assert 1 <= cut_width <= width
    assert 1 <= cut_height <= height
    assert cut_width == width or cut_height == height


def test_platforms_that_take_pictures_whole_cut_nothing():
    assert frame_of(XByHand(), 4000, 100) == 0.0
    assert frame_of(PracticeConnector(), 4000, 100) == 0.0


def test_a_picture_for_a_story_stands_upright():
    assert cut_to(frame_of(InstagramStoryByHand(), 1600, 900), 1600, 900) == (506, 900)
