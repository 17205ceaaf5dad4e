"""The export files of the platforms: which column says what. Pure.

English names as they stand in files that people published: Meta Business Suite (Content, export of posts), X analytics (Content),
YouTube Studio (Advanced mode, "Table data.csv"), TikTok Studio (Content). Indonesian names: YouTube's from a published "Data tabel.csv";
of the others we found no published file in Indonesian, so the Indonesian headings are our guess, and whoever imports sees and can change which column is taken for what.
"""

from dataclasses import replace

from duta.connectors.by_hand import ExportFormat

LIKES, REPOSTS, REPLIES = "platform.likes", "platform.reposts", "platform.replies"
VIEWS, REACH, SAVES = "platform.views", "platform.reach", "platform.saves"

META_ENTRY = ("permalink", "tautan permanen", "post link", "tautan postingan", "post id", "id postingan")
META_PUBLISHED = ("publish time", "waktu terbit", "waktu publikasi")
META_PERIOD = ("date", "tanggal")
COMMENTS = ("comments", "komentar")
SHARES = ("shares", "dibagikan", "berbagi", "jumlah berbagi")
SAW = ("reach", "jangkauan")
META_WHERE = {
    "id": "Meta Business Suite, Insight, Konten: pilih Ekspor data, tingkat postingan, nilai sepanjang waktu (Lifetime).",
    "en": "Meta Business Suite, Insights, Content: choose Export data, by post, lifetime values.",
}

INSTAGRAM = ExportFormat(
    entry=META_ENTRY,
    metrics={
        LIKES: ("likes", "suka"),
        REPLIES: COMMENTS,
        REPOSTS: SHARES,
        SAVES: ("saves", "simpanan", "disimpan"),
        VIEWS: ("views", "tayangan"),
        REACH: SAW,
    },
    published=META_PUBLISHED,
    period=META_PERIOD,
    where=META_WHERE,
)
INSTAGRAM_STORY = replace(INSTAGRAM, metrics={key: names for key, names in INSTAGRAM.metrics.items() if key != SAVES})
FACEBOOK = ExportFormat(
    entry=META_ENTRY,
    metrics={
        LIKES: ("reactions", "tanggapan", "reaksi"),
        REPLIES: COMMENTS,
        REPOSTS: SHARES,
        VIEWS: ("views", "tayangan"),
        REACH: SAW,
    },
    published=META_PUBLISHED,
    period=META_PERIOD,
    where=META_WHERE,
)
X = ExportFormat(
    entry=("post link", "tautan postingan", "post id", "id postingan", "tweet permalink", "tweet id"),
    metrics={
        LIKES: ("likes", "suka"),
        REPLIES: ("replies", "balasan"),
        REPOSTS: ("reposts", "posting ulang", "retweets"),
        SAVES: ("bookmarks", "markah"),
        VIEWS: ("impressions", "impresi", "tayangan"),
    },
    published=("date", "tanggal", "time"),
    where={
        "id": "x.com, Analitik, Konten: pilih rentang sejak konten terbit, lalu unduh CSV.",
        "en": "x.com, Analytics, Content: choose a span that begins before the entry was published, then download the CSV.",
    },
)
YOUTUBE = ExportFormat(
    entry=("content", "konten", "video", "video id"),
    metrics={
        LIKES: ("likes", "suka"),
        REPLIES: ("comments added", "comments", "komentar ditambahkan", "komentar"),
        REPOSTS: ("shares", "pembagian", "dibagikan"),
        VIEWS: ("views", "penayangan"),
    },
    published=("video publish time", "waktu publikasi video"),
    where={
        "id": "YouTube Studio, Analytics, Mode lanjutan, Konten, sepanjang waktu: ekspor CSV, buka berkas ZIP, pilih “Data tabel.csv”.",
        "en": "YouTube Studio, Analytics, Advanced mode, Content, lifetime: export as CSV, open the ZIP file, choose “Table data.csv”.",
    },
)
TIKTOK = ExportFormat(
    entry=("video link", "tautan video", "link"),
    metrics={
        LIKES: ("total likes", "total suka", "likes", "suka"),
        REPLIES: ("total comments", "total komentar", "comments", "komentar"),
        REPOSTS: ("total shares", "total dibagikan", "shares"),
        SAVES: ("add to favorites", "tambahkan ke favorit"),
        VIEWS: ("total views", "total tayangan", "total penayangan", "views"),
    },
    published=("post time", "waktu posting"),
    where={
        "id": "TikTok Studio, Analitik, Konten: unduh data sebagai CSV.",
        "en": "TikTok Studio, Analytics, Content: download the data as CSV.",
    },
)
