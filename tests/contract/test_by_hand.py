"""The presets of channels that a person serves keep the contract."""

from dataclasses import replace

import pytest

from duta.connectors.testing import ByHandContract
from duta.connectors.testing.samples import Samples


class WithPicture(Samples):
    """Payloads for platforms that take no text without a picture."""

    def plain(self, text="Selamat pagi, dunia. Diplomasi digital dimulai hari ini."):
        return replace(super().plain(text), media=(self.image(),))


class NeedsPicture(ByHandContract):
    @pytest.fixture
    def samples(self, connector):
        return WithPicture(connector.capabilities)


class TestInstagram(NeedsPicture):
    connector_key = "instagram_by_hand"
    ours = (
        "https://www.instagram.com/p/DC3abc_-1/",
        "https://instagram.com/reel/DC3abc/?igsh=x",
        "https://www.instagram.com/kbri.denhaag/p/DC3abc/",
    )
    theirs = ("https://www.instagram.com/kbri.tokyo/p/DC3abc/",)
    elsewhere = ("https://www.instagram.com/kbri.denhaag/", "https://www.threads.net/@kbri.denhaag/post/1")

    def test_several_pictures_are_a_carousel_and_one_is_none(self, connector, samples):
        one = samples.plain()
        several = replace(one, media=(samples.image(), samples.image()))
        carousel = [
            [step["en"].startswith("This is a carousel") for step in connector.sheet(payload).steps]
            for payload in (one, several)
        ]
        assert [any(steps) for steps in carousel] == [False, True]


class TestInstagramReel(ByHandContract):
    connector_key = "instagram_reel_by_hand"
    ours = (
        "https://www.instagram.com/reel/DC3abc_-1/?igsh=x",
        "https://instagram.com/reels/DC3abc/",
        "https://www.instagram.com/kbri.denhaag/reel/DC3abc/",
    )
    theirs = ("https://www.instagram.com/kbri.tokyo/reel/DC3abc/",)
    elsewhere = ("https://www.instagram.com/p/DC3abc/", "https://www.instagram.com/kbri.denhaag/")

    def test_its_steps_say_that_the_film_is_the_persons(self, connector, samples):
        said = [step["en"] for step in connector.sheet(samples.plain()).steps]
        assert any(words.startswith("Add the film yourself") for words in said)

    def test_its_cover_is_upright_and_it_has_one_at_most(self, connector, samples):
        payload, limits = samples.plain(), connector.default_limits
        assert not connector.problems(payload, limits)
        assert connector.frame(1600, 1067) == 9 / 16
        two = replace(payload, media=(samples.image(), samples.image()))
        assert [problem.code for problem in connector.problems(two, limits)] == ["too_many_media"]


class TestInstagramStory(NeedsPicture):
    connector_key = "instagram_story_by_hand"
    ours = ("https://www.instagram.com/stories/kbri.denhaag/3512345678901234567/",)
    theirs = ("https://www.instagram.com/stories/kbri.tokyo/3512345678901234567/",)
    elsewhere = ("https://www.instagram.com/p/DC3abc/",)


class TestFacebook(ByHandContract):
    connector_key = "facebook_by_hand"
    ours = (
        "https://www.facebook.com/kbri.denhaag/posts/pfbid02abc",
        "https://m.facebook.com/story.php?story_fbid=pfbid02abc&id=100",
        "https://www.facebook.com/permalink.php?id=1&story_fbid=2",
        "https://www.facebook.com/photo/?fbid=123&set=a.1",
        "https://www.facebook.com/share/p/1AbC/",
        "https://www.facebook.com/watch/?v=123",
        "https://fb.watch/abc-1/",
    )
    theirs = ("https://www.facebook.com/kbri.tokyo/posts/pfbid02abc",)
    elsewhere = ("https://www.facebook.com/kbri.denhaag",)


class TestX(ByHandContract):
    connector_key = "x_by_hand"
    account = "@KBRI_DenHaag"
    ours = (
        "https://x.com/kbri_denhaag/status/1860000000000000000",
        "https://mobile.twitter.com/KBRI_DenHaag/status/1860000000000000000?s=20",
    )
    theirs = ("https://x.com/kbri_tokyo/status/1860000000000000000",)
    elsewhere = ("https://x.com/kbri_denhaag", "https://x.com/kbri_denhaag/status/", "https://notx.com/a/status/1")


class TestYouTube(ByHandContract):
    connector_key = "youtube_by_hand"
    ours = (
        "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
        "https://m.youtube.com/watch?app=desktop&v=dQw4w9WgXcQ",
        "https://youtu.be/dQw4w9WgXcQ?si=abc",
        "https://www.youtube.com/shorts/dQw4w9WgXcQ",
        "https://youtube.com/live/dQw4w9WgXcQ",
    )
    elsewhere = ("https://www.youtube.com/@kbridenhaag", "https://youtu.be/")


class TestTikTok(ByHandContract):
    connector_key = "tiktok_by_hand"
    ours = ("https://www.tiktok.com/@kbri.denhaag/video/7380000000000000000", "https://vt.tiktok.com/ZSabc/")
    theirs = ("https://www.tiktok.com/@kbri.tokyo/video/7380000000000000000",)
    elsewhere = ("https://www.tiktok.com/@kbri.denhaag",)


class TestLinkedIn(ByHandContract):
    connector_key = "linkedin_by_hand"
    account = "kbri-den-haag"
    ours = (
        "https://www.linkedin.com/posts/kbri-den-haag_diplomasi-activity-7260000000000000000-abcd",
        "https://www.linkedin.com/feed/update/urn:li:activity:7260000000000000000/",
        "https://www.linkedin.com/feed/update/urn%3Ali%3Ashare%3A7260000000000000000",
    )
    theirs = ("https://www.linkedin.com/posts/kbri-tokyo_diplomasi-activity-7260000000000000000-abcd",)
    elsewhere = ("https://www.linkedin.com/company/kbri-den-haag/",)


class TestThreads(ByHandContract):
    connector_key = "threads_by_hand"
    ours = (
        "https://www.threads.net/@kbri.denhaag/post/DC3abc",
        "https://www.threads.com/@kbri.denhaag/post/DC3abc?xmt=1",
    )
    theirs = ("https://www.threads.net/@kbri.tokyo/post/DC3abc",)
    elsewhere = ("https://www.threads.net/@kbri.denhaag",)


class TestWhatsApp(ByHandContract):
    connector_key = "whatsapp_by_hand"
    account = "0029VaAbCdE"
    ours = ("https://whatsapp.com/channel/0029VaAbCdE/118", "https://www.whatsapp.com/channel/0029VaAbCdE/118")
    theirs = ("https://whatsapp.com/channel/0029VaZZZZZ/118",)
    elsewhere = ("https://whatsapp.com/channel/0029VaAbCdE", "https://wa.me/31600000000")


class TestTelegram(ByHandContract):
    connector_key = "telegram_by_hand"
    account = "@kbridenhaag"
    ours = ("https://t.me/kbridenhaag/42", "https://t.me/s/kbridenhaag/42", "https://telegram.me/KBRIDenHaag/42")
    theirs = ("https://t.me/kbritokyo/42",)
    elsewhere = ("https://t.me/kbridenhaag",)


class TestLine(ByHandContract):
    connector_key = "line_by_hand"
    ours = (
        "https://linevoom.line.me/post/1173000000000000000",
        "https://line.me/R/home/public/post?id=abc&postId=1173000000000000000",
    )
    elsewhere = ("https://line.me/ti/p/abc",)
