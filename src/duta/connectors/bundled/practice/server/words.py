"""The practice platform's own words, Indonesian and English. It runs without Django and so without gettext."""

LANGUAGES = {"id": "Indonesia", "en": "English"}
DEFAULT = "id"

WORDS: dict[str, tuple[str, str]] = {
    "name": ("Latihan", "Latihan"),
    "tagline": ("Jejaring sosial untuk berlatih", "A network to practise on"),
    "banner": (
        "Latihan. Tidak ada yang terbit di sini: isinya hanya ada di komputer ini.",
        "Practice. Nothing here is public: it exists on this computer only.",
    ),
    "skip": ("Langsung ke isi", "Skip to the content"),
    "language": ("Bahasa", "Language"),
    "home": ("Linimasa", "Timeline"),
    "lessons": ("Ruang pelatih", "Trainer's room"),
    "empty_title": ("Belum ada kiriman", "Nothing posted yet"),
    "empty_text": (
        "Terbitkan sebuah konten dari Duta ke kanal latihan ini. Beberapa detik kemudian ia muncul di sini.",
        "Release a story from Duta to this practice channel. A few seconds later it appears here.",
    ),
    "new_posts": ("Ada kiriman baru. Tampilkan", "There are new posts. Show them"),
    "older": ("Kiriman yang lebih lama", "Older posts"),
    "newest": ("Kembali ke yang terbaru", "Back to the newest"),
    "like": ("Suka", "Like"),
    "share": ("Bagikan", "Share"),
    "reply": ("Balas", "Reply"),
    "liked": ("Disukai; tekan lagi untuk membatalkan", "Liked; press again to take it back"),
    "shared": ("Dibagikan; tekan lagi untuk membatalkan", "Shared; press again to take it back"),
    "alt": ("Teks alternatif", "Alternative text"),
    "replies": ("Balasan", "Replies"),
    "no_replies": ("Belum ada balasan. Jadilah yang pertama.", "No replies yet. Be the first."),
    "your_name": ("Nama Anda", "Your name"),
    "your_reply": ("Balasan Anda", "Your reply"),
    "reply_hint": ("Paling banyak 280 karakter.", "At most 280 characters."),
    "send": ("Kirim balasan", "Send reply"),
    "participant": ("Peserta", "Participant"),
    "withdrawn_title": ("Kiriman ini sudah ditarik", "This post was withdrawn"),
    "withdrawn_text": (
        "Akun yang memuatnya menariknya kembali. Di sini tidak ada salinannya.",
        "The account that posted it took it back. No copy of it is kept here.",
    ),
    "missing_title": ("Halaman tidak ditemukan", "Page not found"),
    "missing_text": ("Alamat ini tidak ada di Latihan.", "There is no such address on Latihan."),
    "forbidden_title": ("Tidak dijalankan", "Not carried out"),
    "forbidden_text": (
        "Formulir ini sudah lama atau dikirim dari tempat lain. Buka halamannya lagi lalu tekan sekali lagi.",
        "This form is too old, or was sent from elsewhere. Open the page again and press once more.",
    ),
    "about_title": ("Tempat apa ini?", "What is this place?"),
    "about_text": (
        "Pengganti media sosial selama pelatihan. Kiriman dari Duta tiba di sini persis seperti di platform "
        "sungguhan; suka, bagikan, dan balasan Anda terhitung di dasbor.",
        "A stand-in for social media while you learn. Posts from Duta arrive here just as on a real platform; "
        "your likes, shares and replies count on the dashboard.",
    ),
    "accounts": ("Akun", "Accounts"),
    "posts_count": ("{count} kiriman", "{count} posts"),
    "posts_count_one": ("{count} kiriman", "{count} post"),
    "since": ("sejak {date}", "since {date}"),
    "tag_title": ("Kiriman dengan #{tag}", "Posts with #{tag}"),
    "no_posts": ("Belum ada kiriman.", "No posts yet."),
    "now": ("baru saja", "just now"),
    "minutes": ("{count} menit lalu", "{count} min ago"),
    "hours": ("{count} jam lalu", "{count} h ago"),
    "yesterday": ("kemarin", "yesterday"),
    "key_title": ("Masuk ke ruang pelatih", "Enter the trainer's room"),
    "key_text": (
        "Kunci pemasangan tercetak saat platform latihan dinyalakan.",
        "The installation's key is printed when the practice platform starts.",
    ),
    "key": ("Kunci pemasangan", "Installation key"),
    "enter": ("Masuk", "Enter"),
    "key_wrong": ("Kunci itu tidak cocok. Tidak ada yang berubah.", "That key does not fit. Nothing changed."),
    "lessons_text": (
        "Buat platform ini bertingkah seperti platform sungguhan pada hari yang buruk, lalu lihat apa yang "
        "dikatakan Duta. Berlaku untuk kiriman dan penarikan berikutnya.",
        "Make this platform behave like a real one on a bad day, and see what Duta says. It applies to the next "
        "posts and withdrawals.",
    ),
    "choose": ("Pelajaran", "Lesson"),
    "times": ("Berapa kali", "How many times"),
    "times_hint": ("0: sampai dimatikan.", "0: until it is switched off."),
    "seconds": ("Detik", "Seconds"),
    "seconds_hint": (
        "Untuk jawaban yang lambat, dan untuk jeda yang diminta.",
        "For a slow answer, and for the pause that is asked for.",
    ),
    "reason": ("Alasan yang dikatakan platform", "The reason that the platform gives"),
    "start": ("Mulai pelajaran", "Start the lesson"),
    "stop": ("Matikan", "Switch it off"),
    "running": ("Sedang berjalan: {lesson}", "Running: {lesson}"),
    "running_left": ("{count} kali lagi", "{count} more"),
    "running_always": ("sampai dimatikan", "until it is switched off"),
    "none_running": (
        "Tidak ada pelajaran yang berjalan: platform menerima semuanya.",
        "No lesson is running: the platform accepts everything.",
    ),
    "lesson_refuse": ("Ditolak dengan alasan", "Refused with a reason"),
    "lesson_refuse_text": (
        "Jawaban 400. Kiriman ditolak; orang harus memperbaikinya.",
        "Answer 400. The post is refused; a person must mend it.",
    ),
    "lesson_credential": ("Kredensial tidak berlaku", "Credential not accepted"),
    "lesson_credential_text": (
        "Jawaban 401. Pengelola kanal harus memperbaruinya.",
        "Answer 401. The channel manager must renew it.",
    ),
    "lesson_forbid": ("Akun tidak berhak", "Account not allowed"),
    "lesson_forbid_text": (
        "Jawaban 403. Akun ditangguhkan atau kurang hak.",
        "Answer 403. The account is suspended or lacks a right.",
    ),
    "lesson_busy": ("Minta jeda", "Asks for a pause"),
    "lesson_busy_text": (
        "Jawaban 429 dengan Retry-After. Duta mencoba lagi sendiri.",
        "Answer 429 with Retry-After. Duta tries again by itself.",
    ),
    "lesson_fail_before": ("Rusak sebelum menyimpan", "Fails before storing"),
    "lesson_fail_before_text": (
        "Jawaban 500; tidak ada yang tersimpan. Duta memeriksa, lalu mengirim lagi.",
        "Answer 500; nothing is stored. Duta looks, then sends again.",
    ),
    "lesson_fail_after": ("Rusak setelah menyimpan", "Fails after storing"),
    "lesson_fail_after_text": (
        "Jawaban 500, padahal sudah terbit. Duta memeriksa dan tidak mengirim dua kali.",
        "Answer 500, although it is out. Duta looks and does not post twice.",
    ),
    "lesson_drop_after": ("Sambungan putus setelah menyimpan", "Connection lost after storing"),
    "lesson_drop_after_text": (
        "Tanpa jawaban, padahal sudah terbit: keadaan yang membuat alat lain mengirim ganda.",
        "No answer, although it is out: what makes other tools post twice.",
    ),
    "lesson_slow": ("Lambat", "Slow"),
    "lesson_slow_text": (
        "Menjawab benar, tetapi setelah sekian detik.",
        "Answers correctly, after so many seconds.",
    ),
    "default_reason": (
        "Kiriman ini melanggar aturan komunitas.",
        "This post is against the community rules.",
    ),
}

MONTHS = {
    "id": (
        "Januari", "Februari", "Maret", "April", "Mei", "Juni",
        "Juli", "Agustus", "September", "Oktober", "November", "Desember",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
}  # fmt: skip


def word(key: str, language: str, **values: str | int) -> str:
    """Return one sentence in a language. Raises KeyError for an unknown key."""
    return WORDS[key][0 if language == "id" else 1].format(**values)


def chosen_language(wanted: str, cookie: str, accepted: str) -> str:
    """Choose from the address, the cookie and the browser's Accept-Language, in this order."""
    for candidate in (wanted, cookie, *_by_weight(accepted)):
        if candidate in LANGUAGES:
            return candidate
    return DEFAULT


def _by_weight(accepted: str) -> list[str]:
    weighted = []
    for part in accepted.split(","):
        tag, _, weight = part.partition(";q=")
        try:
            weighted.append((-float(weight or 1), tag.strip().split("-")[0].lower()))
        except ValueError:
            continue
    return [tag for _, tag in sorted(weighted, key=lambda entry: entry[0])]
