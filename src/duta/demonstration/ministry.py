"""The demonstration's organisations, people and channels: all invented."""

from dataclasses import dataclass

from duta.accounts.rules import OrganisationKind, Role

MINISTRY = ("Kementerian Luar Negeri (contoh)", "Ministry of Foreign Affairs (example)")

TAGLINES = {
    "id": "Menjelaskan Indonesia kepada dunia, bersama publiknya.",
    "en": "Explaining Indonesia to the world, together with its public.",
}
ADDRESS, TELEPHONE, EMERGENCY = "Jalan Contoh 6, Jakarta Pusat 10110", "+62 21 0000 0000", "+62 812 0000 0000"


@dataclass(frozen=True)
class Body:
    """An organisation below the ministry."""

    slug: str
    name: str
    name_en: str
    kind: OrganisationKind
    zone: str = "Asia/Jakarta"
    territory: str = ""
    intro: str = ""
    intro_en: str = ""
    telephone: str = ""
    emergency: str = ""


BODIES: tuple[Body, ...] = (
    Body(
        "dirjen-diplomasi-publik", "Direktorat Jenderal Diplomasi Publik", "Directorate General of Public Diplomacy",
        OrganisationKind.DIRECTORATE, territory="ID",
        intro="Menjelaskan politik luar negeri kepada publik di dalam dan luar negeri, bersama publik itu sendiri.",
        intro_en="Explains foreign policy to the public at home and abroad, together with that public.",
    ),
    Body(
        "kbri-den-haag", "KBRI Den Haag", "Embassy in The Hague", OrganisationKind.MISSION, "Europe/Amsterdam", "NL",
        intro="Melayani warga, menjalin kerja sama, dan membawa budaya Indonesia ke kota-kota di Negeri Belanda.",
        intro_en="Serves citizens, builds cooperation and brings Indonesian culture to the cities of the Netherlands.",
        telephone="+31 70 000 0000", emergency="+31 6 0000 0000",
    ),
    Body(
        "kjri-sydney", "KJRI Sydney", "Consulate General in Sydney", OrganisationKind.MISSION, "Australia/Sydney", "AU",
        intro="Perdagangan, pendidikan, dan pelindungan warga di New South Wales dan sekitarnya.",
        intro_en="Trade, education and the protection of citizens in New South Wales and around it.",
        telephone="+61 2 0000 0000", emergency="+61 400 000 000",
    ),
    Body(
        "kbri-kairo", "KBRI Kairo", "Embassy in Cairo", OrganisationKind.MISSION, "Africa/Cairo", "EG",
        intro="Rumah bagi mahasiswa dan warga Indonesia di Mesir; layanan darurat setiap saat.",
        intro_en="A home for Indonesian students and citizens in Egypt; emergency service at any hour.",
        telephone="+20 2 0000 0000", emergency="+20 100 000 0000",
    ),
    Body(
        "nusantara-siar", "Nusantara Siar (contoh)", "Nusantara Siar (example)", OrganisationKind.PARTNER, territory="ID",
        intro="Media mitra yang menguatkan konten budaya, dengan hubungan yang diumumkan.",
        intro_en="A media partner that boosts culture stories, its relationship disclosed.",
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Someone:
    """A person of the demonstration; ``where`` is an organisation's slug, "" the ministry."""

    username: str
    first: str
    last: str
    position: str
    role: Role
    where: str


PEOPLE: tuple[Someone, ...] = (
    Someone("rani", "Rani", "Prameswari", "Kepala Subdirektorat Perencanaan", Role.PLANNER, ""),
    Someone("bima", "Bima", "Anggara", "Penyusun naskah", Role.AUTHOR, "dirjen-diplomasi-publik"),
    Someone("wibisono", "Aditya", "Wibisono", "Direktur Diplomasi Publik", Role.SIGNATORY, "dirjen-diplomasi-publik"),
    Someone("dimas", "Dimas", "Saputra", "Pengelola kanal", Role.CHANNEL_MANAGER, ""),
    Someone("laras", "Laras", "Wulandari", "Analis", Role.ANALYST, ""),
    Someone("ayu", "Ayu", "Lestari", "Atase pers", Role.AUTHOR, "kbri-den-haag"),
    Someone("sari", "Sari", "Handayani", "Kuasa Usaha", Role.SIGNATORY, "kbri-den-haag"),
    Someone("made", "Made", "Suarta", "Konsul penerangan", Role.AUTHOR, "kjri-sydney"),
    Someone("hasan", "Hasan", "Basri", "Konsul Jenderal", Role.SIGNATORY, "kjri-sydney"),
    Someone("fajar", "Fajar", "Nugroho", "Staf pelindungan", Role.AUTHOR, "kbri-kairo"),
    Someone("nurul", "Nurul", "Hidayah", "Wakil Kepala Perwakilan", Role.SIGNATORY, "kbri-kairo"),
    Someone("admin", "Tirta", "Kusuma", "Administrator sistem", Role.ADMINISTRATOR, ""),
)


@dataclass(frozen=True)
class Account:
    """A channel of the demonstration. ``token`` "right" is the practice platform's, "wrong" is refused by it, "" needs none."""

    where: str
    connector: str
    name: str
    handle: str
    languages: tuple[str, ...]
    token: str
    ends_in_days: int | None = None


@dataclass(frozen=True)
class PressList:
    """A press list of the demonstration."""

    where: str
    name: str
    handle: str
    sender: str
    imprint: str


PRESS_LIST = PressList(
    "dirjen-diplomasi-publik", "Siaran pers Diplomasi Publik", "siaran-pers@kemlu.example",
    "Direktorat Jenderal Diplomasi Publik", "Jalan Taman Pejambon 6, Jakarta (contoh)",
)  # fmt: skip


@dataclass(frozen=True)
class Reader:
    """A contact of the press list, at a domain that can never be anybody's; ``evidence`` "": has not said yes yet."""

    name: str
    address: str
    medium: str
    languages: tuple[str, ...]
    beats: tuple[str, ...]
    evidence: str = "Kartu nama, jumpa pers (contoh)"


READERS: tuple[Reader, ...] = (
    Reader("Dewi Anjani", "dewi.anjani@harian.example", "Harian Nusantara", ("id",), ("budaya", "pariwisata")),
    Reader(
        "Yusuf Halim", "yusuf@kantor-berita.example", "Kantor Berita Cakrawala", ("id", "en"), ("politik luar negeri",)
    ),
    Reader("Maaike de Boer", "m.deboer@dagblad.example", "Het Voorbeeldblad", ("en",), ("Asia", "trade")),
    Reader("Kirra Walsh", "kirra.walsh@radio.example", "Harbour Radio", ("en",), ("culture", "festivals")),
    Reader("Omar Fathi", "omar.fathi@news.example", "Nile Wire", ("en",), ("citizen protection",)),
    Reader("Ratna Kusumawati", "ratna@kampus.example", "Pers Mahasiswa", ("id",), ("diplomasi digital",), evidence=""),
)


ACCOUNTS: tuple[Account, ...] = (
    Account(
        "dirjen-diplomasi-publik", "practice", "Latihan, Diplomasi Publik", "diplomasipublik", ("id", "en"), "right"
    ),
    Account("kbri-den-haag", "practice", "Latihan, Den Haag", "kbridenhaag", ("id", "en"), "right", ends_in_days=9),
    Account("kjri-sydney", "practice", "Latihan, Sydney (Indonesia)", "kjrisydney", ("id",), "right"),
    Account("kjri-sydney", "practice", "Latihan, Sydney (English)", "indonesiainsydney", ("en",), "wrong"),
    Account("kbri-kairo", "practice", "Latihan, Kairo", "kbrikairo", ("id", "en"), "right"),
    Account("kbri-kairo", "instagram_by_hand", "Instagram, Kairo", "kbri.kairo.contoh", ("id", "en"), ""),
)
