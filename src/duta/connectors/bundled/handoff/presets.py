"""What each platform takes, how it counts, where its entries are: with the source of every limit. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from duta.connectors.bundled.handoff import exports
from duta.connectors.by_hand import ExportFormat
from duta.connectors.protocol import Counting, Limits

Step = Mapping[str, str]  # by language

JPEG = ("image/jpeg", "image/png")
MEGABYTE = 1_000_000

POST_THE_PICTURES: Step = {
    "id": "Unduh gambar di bawah ini dan pilih sesuai urutannya.",
    "en": "Download the pictures below and choose them in their order.",
}
ADD_ALT: Step = {
    "id": "Isikan teks alternatif setiap gambar.",
    "en": "Enter each picture's alternative text.",
}
PASTE: Step = {"id": "Salin teks dan tempelkan.", "en": "Copy the text and paste it."}
CHOOSE_FILM: Step = {
    "id": "Pilih film yang telah disetujui dari berkas Anda.",
    "en": "Choose the film that was agreed from your own files.",
}
ADD_FILM: Step = {
    "id": "Tambahkan sendiri filmnya dari berkas Anda, tegak (9:16): Duta tidak menyimpan film, dan film tidak termasuk "
    "dalam yang ditandatangani.",
    "en": "Add the film yourself from your own files, upright (9:16): Duta keeps no films, and the film is not part of "
    "what was signed.",
}
COVER: Step = {
    "id": "Jika di bawah ini ada gambar, unduh dan pakai sebagai sampul film.",
    "en": "If there is a picture below, download it and use it as the film's cover.",
}
CAROUSEL: Step = {
    "id": "Ini sebuah korsel: pilih semua gambar sekaligus dalam satu kiriman. Instagram memotong semuanya menurut "
    "bentuk gambar pertama.",
    "en": "This is a carousel: choose all pictures at once, in one entry. Instagram cuts all of them to the shape of the "
    "first.",
}
LINK_ELSEWHERE: Step = {
    "id": "Tautan dalam teks tidak dapat diketuk di sini: pasang alamat konten pada profil.",
    "en": "Links in a text cannot be tapped here: put the story's address on the profile.",
}
LINK_STICKER: Step = {
    "id": "Tambahkan stiker tautan dengan alamat konten.",
    "en": "Add a link sticker with the story's address.",
}
THREAD: Step = {
    "id": "Ini sebuah utas: unggah bagian pertama, lalu setiap bagian berikutnya sebagai balasan atas bagian sebelumnya.",
    "en": "This is a thread: publish the first part, then each next part as a reply to the one before it.",
}
RIGHT_ACCOUNT: Step = {
    "id": "Pastikan Anda masuk dengan akun yang tertera di atas.",
    "en": "Make sure that you are signed in as the account above.",
}


@dataclass(frozen=True)
class Preset:
    """One platform as a person serves it.

    ``addresses``: regular expressions over host (without "www.", "m." and their like) and path, one for each form of an entry's address; the
    group "account" is compared with the channel's, the group "entry" is what names the entry. ``ratios``: the narrowest and the widest picture that is not cropped,
    width by height. ``tags``: how many are allowed, zero: no limit known. ``source``: where the limits stand, read in
    November 2026.
    """

    limits: Limits
    addresses: tuple[str, ...]
    steps: tuple[Step, ...]
    source: tuple[str, ...]
    several: Step | None = None  # what to do with more than one picture
    compose: str = ""  # opens the platform's own form, "{text}" filled in
    example: str = ""
    link_in_text: bool = True
    needs_picture: bool = False
    with_text: bool = True
    forbidden: str = ""  # characters
    tags: int = 0
    ratios: tuple[float, float] | None = None
    folds_at: int = 0  # characters that show before "more"; zero: not known
    counts: tuple[str, ...] = ()  # in the metric dictionary: what a person can read off an entry there
    export: ExportFormat | None = None


INSTAGRAM = Preset(
    limits=Limits(text=2200, media_count=20, media_bytes=8 * MEGABYTE, media_types=JPEG, alt=1000),
    addresses=(r"instagram\.com/(?:(?P<account>[\w.]+)/)?(?:p|reel|reels|tv)/(?P<entry>[\w-]+)",),
    steps=(RIGHT_ACCOUNT, POST_THE_PICTURES, ADD_ALT, PASTE, LINK_ELSEWHERE),
    source=(
        "developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/media "
        "(caption, alt_text, 8 MB)",
        "help.instagram.com (20 pictures in a carousel, 5 hashtags)",
    ),
    compose="https://www.instagram.com/",
    example="https://www.instagram.com/p/…",
    link_in_text=False,
    needs_picture=True,
    several=CAROUSEL,
    tags=5,
    ratios=(4 / 5, 1.91),
    folds_at=125,
    counts=(
        "platform.likes",
        "platform.replies",
        "platform.reposts",
        "platform.saves",
        "platform.views",
        "platform.reach",
    ),
    export=exports.INSTAGRAM,
)
INSTAGRAM_REEL = replace(
    INSTAGRAM,
    limits=Limits(text=2200, media_count=1, media_bytes=8 * MEGABYTE, media_types=JPEG, alt_required=False),
    addresses=(r"instagram\.com/(?:(?P<account>[\w.]+)/)?(?:reel|reels)/(?P<entry>[\w-]+)",),
    steps=(RIGHT_ACCOUNT, ADD_FILM, COVER, PASTE, LINK_ELSEWHERE),
    several=None,
    source=(
        "developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/media "
        "(caption; cover_url: one picture, 8 MB, 9:16)",
        "help.instagram.com (5 hashtags)",
    ),
    example="https://www.instagram.com/reel/…",
    needs_picture=False,
    ratios=(9 / 16, 9 / 16),
)
INSTAGRAM_STORY = Preset(
    limits=Limits(text=2200, media_count=1, media_bytes=8 * MEGABYTE, media_types=JPEG, alt_required=False),
    addresses=(r"instagram\.com/stories/(?P<account>[\w.]+)/(?P<entry>\d+)",),
    steps=(RIGHT_ACCOUNT, POST_THE_PICTURES, PASTE, LINK_STICKER),
    source=(
        "developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/media "
        "(one picture, 9:16, 8 MB)",
    ),
    compose="https://www.instagram.com/",
    example="https://www.instagram.com/stories/…/…",
    link_in_text=False,
    needs_picture=True,
    ratios=(9 / 16, 9 / 16),
    counts=("platform.likes", "platform.replies", "platform.reposts", "platform.views", "platform.reach"),
    export=exports.INSTAGRAM_STORY,
)
FACEBOOK = Preset(
    limits=Limits(text=63206, media_count=40, media_bytes=10 * MEGABYTE, media_types=JPEG, alt=0),
    addresses=(
        r"facebook\.com/(?P<account>[\w.-]+)/(?:posts|videos|photos)/(?P<entry>[\w.%-]+)",
        r"facebook\.com/(?:permalink|story)\.php\?.*story_fbid=(?P<entry>\w+)",
        r"facebook\.com/photo(?:\.php|/)?\?.*fbid=(?P<entry>\d+)",
        r"facebook\.com/(?:reel|share/[pvr])/(?P<entry>\w+)",
        r"facebook\.com/watch/?\?.*v=(?P<entry>\d+)",
        r"fb\.watch/(?P<entry>[\w-]+)",
    ),
    steps=(RIGHT_ACCOUNT, PASTE, POST_THE_PICTURES, ADD_ALT),
    source=("developers.facebook.com/docs/graph-api/reference/page/feed (pictures, 10 MB)",
            "63,206 characters: Facebook's announcement of 30 November 2011"),
    compose="https://www.facebook.com/",
    example="https://www.facebook.com/…/posts/…",
    counts=("platform.likes", "platform.replies", "platform.reposts", "platform.views", "platform.reach"),
    export=exports.FACEBOOK,
)  # fmt: skip
X = Preset(
    limits=Limits(
        text=280, counting=Counting.WEIGHTED, link_length=23, media_count=4, media_bytes=5 * MEGABYTE,
        media_types=JPEG, alt=1000,
    ),
    addresses=(r"(?:x|twitter)\.com/(?P<account>\w{1,15})/status/(?P<entry>\d+)",),
    steps=(RIGHT_ACCOUNT, PASTE, POST_THE_PICTURES, ADD_ALT),
    source=(
        "docs.x.com/resources/fundamentals/counting-characters (280, weights, 23 for a link)",
        "docs.x.com/x-api/media/quickstart/best-practices (4 pictures, 5 MB)",
    ),
    compose="https://x.com/intent/post?text={text}",
    example="https://x.com/…/status/…",
    counts=("platform.likes", "platform.replies", "platform.reposts", "platform.quotes", "platform.saves", "platform.views"),
    export=exports.X,
)  # fmt: skip
YOUTUBE = Preset(
    limits=Limits(text=5000, counting=Counting.BYTES),
    addresses=(
        r"youtube\.com/watch\?.*v=(?P<entry>[\w-]{11})",
        r"youtube\.com/(?:shorts|live)/(?P<entry>[\w-]{11})",
        r"youtube\.com/post/(?P<entry>[\w-]+)",
        r"youtu\.be/(?P<entry>[\w-]{11})",
    ),
    steps=(RIGHT_ACCOUNT, CHOOSE_FILM, PASTE),
    source=("developers.google.com/youtube/v3/docs/videos (snippet.description: 5,000 bytes without < and >)",),
    compose="https://studio.youtube.com/",
    example="https://www.youtube.com/watch?v=…",
    forbidden="<>",
    folds_at=157,
    counts=("platform.views", "platform.likes", "platform.replies", "platform.reposts"),
    export=exports.YOUTUBE,
)
TIKTOK = Preset(
    limits=Limits(text=2200, counting=Counting.UTF16),
    addresses=(
        r"tiktok\.com/@(?P<account>[\w.]+)/(?:video|photo)/(?P<entry>\d+)",
        r"v[mt]\.tiktok\.com/(?P<entry>\w+)",
    ),
    steps=(RIGHT_ACCOUNT, CHOOSE_FILM, PASTE, LINK_ELSEWHERE),
    source=("developers.tiktok.com/doc/content-posting-api-reference-direct-post (title: 2,200 UTF-16 code units)",),
    compose="https://www.tiktok.com/tiktokstudio/upload",
    example="https://www.tiktok.com/@…/video/…",
    link_in_text=False,
    tags=5,
    counts=("platform.views", "platform.likes", "platform.replies", "platform.reposts", "platform.saves"),
    export=exports.TIKTOK,
)
LINKEDIN = Preset(
    limits=Limits(
        text=3000, counting=Counting.UTF16, media_count=20, media_bytes=5 * MEGABYTE, media_types=JPEG, alt=0
    ),
    addresses=(
        r"linkedin\.com/posts/(?P<account>[\w%-]+?)_(?P<entry>[\w%-]+)",
        r"linkedin\.com/feed/update/urn:li:(?:activity|share|ugcPost):(?P<entry>\d+)",
    ),
    steps=(RIGHT_ACCOUNT, PASTE, POST_THE_PICTURES, ADD_ALT),
    source=("linkedin.com/help/linkedin/answer/a528176 (3,000 characters, 20 pictures, 5 MB)",),
    compose="https://www.linkedin.com/feed/",
    example="https://www.linkedin.com/posts/…",
    folds_at=210,
    counts=("platform.likes", "platform.replies", "platform.reposts", "platform.views", "platform.reach"),
)
THREADS = Preset(
    limits=Limits(
        text=500, counting=Counting.EMOJI_BYTES, media_count=20, media_bytes=8 * MEGABYTE, media_types=JPEG, alt=1000
    ),
    addresses=(r"threads\.(?:net|com)/@(?P<account>[\w.]+)/post/(?P<entry>[\w-]+)",),
    steps=(RIGHT_ACCOUNT, PASTE, POST_THE_PICTURES, ADD_ALT),
    source=("developers.facebook.com/docs/threads/posts (500, emoji by their bytes; 20 pictures)",),
    compose="https://www.threads.net/intent/post?text={text}",
    example="https://www.threads.net/@…/post/…",
    counts=("platform.likes", "platform.replies", "platform.reposts", "platform.quotes", "platform.views"),
)
WHATSAPP = Preset(
    limits=Limits(text=1024, media_count=1, media_bytes=16 * MEGABYTE, media_types=JPEG, alt_required=False),
    addresses=(r"whatsapp\.com/channel/(?P<account>\w+)/(?P<entry>\d+)",),
    steps=(RIGHT_ACCOUNT, POST_THE_PICTURES, PASTE),
    source=("No published limit of channels: 1,024 is the caption of a picture in Meta's Cloud API, "
            "developers.facebook.com/docs/whatsapp/cloud-api/reference/messages",),
    compose="https://web.whatsapp.com/",
    example="https://whatsapp.com/channel/…/…",
    counts=("platform.likes", "platform.reposts", "platform.views"),
)  # fmt: skip
TELEGRAM = Preset(
    limits=Limits(
        text=1024, counting=Counting.UTF16, media_count=10, media_bytes=10 * MEGABYTE, media_types=JPEG,
        alt_required=False,
    ),
    addresses=(r"(?:t|telegram)\.me/(?:s/)?(?P<account>\w+)/(?P<entry>\d+)",),
    steps=(RIGHT_ACCOUNT, POST_THE_PICTURES, PASTE),
    source=("core.telegram.org/bots/api#sendphoto (caption 1,024, picture 10 MB), #sendmediagroup (10)",),
    compose="https://web.telegram.org/",
    example="https://t.me/…/…",
    counts=("platform.likes", "platform.replies", "platform.reposts", "platform.views"),
)  # fmt: skip
LINE = Preset(
    limits=Limits(
        text=5000, counting=Counting.UTF16, media_count=20, media_bytes=10 * MEGABYTE, media_types=JPEG,
        alt_required=False,
    ),
    addresses=(
        r"linevoom\.line\.me/post/(?P<entry>\w+)",
        r"(?:timeline|page)\.line\.me/(?:post/)?[\w@/]+",
        r"line\.me/r/home/public/post\?.*postid=(?P<entry>\w+)",
    ),
    steps=(RIGHT_ACCOUNT, PASTE, POST_THE_PICTURES),
    source=("developers.line.biz/en/reference/messaging-api/#text-message (5,000 UTF-16 code units; picture 10 MB)",),
    compose="https://manager.line.biz/",
    example="https://linevoom.line.me/post/…",
    counts=("platform.likes", "platform.replies", "platform.reposts", "platform.views"),
)  # fmt: skip
