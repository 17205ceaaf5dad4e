"""The demonstration's strategy: dates relative to the day it is loaded, figures invented."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from duta.accounts.models import Organisation, User
from duta.metrics.rules import Stage
from duta.strategy.models import Activity, Audience, Indicator, Milestone, Objective, Strategy
from duta.strategy.rules import Aggregation, Scope, Theme, Whereabouts


@dataclass(frozen=True)
class Plan:
    """What the stories and the readings need to find again."""

    activities: dict[str, Activity]
    indicators: dict[str, Indicator]


def make_plan(*, ministry: Organisation, owner: User, partner: Organisation, today: date) -> Plan:
    """Make the strategy of the running year with its objectives, audiences, activities and indicators."""
    year = today.year
    strategy = Strategy.objects.create(
        organisation=ministry, title=f"Strategi komunikasi {year}", title_en=f"Communication strategy {year}",
        starts_on=date(year, 1, 1), ends_on=date(year, 12, 31),
        narrative=(
            "Publik lebih mudah mendukung diplomasi yang dipahaminya. Tahun ini kita menjelaskan apa yang dikerjakan, untuk "
            "siapa, dan apa hasilnya; kita membuat konten bersama pihak ketiga dan mengukur yang dipahami, bukan hanya "
            "yang ditayangkan."
        ),
    )  # fmt: skip
    audiences = _audiences(ministry)
    understanding = _objective(
        strategy, owner, Theme.PERFORMANCE, "Publik memahami prioritas politik luar negeri",
        "The public understands the priorities of foreign policy", "%", 52, 70,
    )  # fmt: skip
    understanding.audiences.set(audiences)
    branding = _objective(
        strategy, owner, Theme.BRANDING, "Publik di tujuh kota mengenal budaya Indonesia dari dekat",
        "The public in seven cities meets Indonesian culture at close hand", "kunjungan", 0, 12_000,
    )  # fmt: skip
    branding.audiences.set(audiences[1:])
    activities = _activities(understanding, branding, owner, partner, today)
    return Plan(activities=activities, indicators=_indicators(understanding, branding, activities, today))


def _audiences(ministry: Organisation) -> list[Audience]:
    rows = [
        ("Mahasiswa di Indonesia", "Students in Indonesia", Whereabouts.DOMESTIC, ["ID"], ["id"], 9_300_000),
        ("Warga Negeri Belanda yang berminat pada Asia", "Residents of the Netherlands with an interest in Asia",
         Whereabouts.FOREIGN, ["NL"], ["en"], 1_200_000),
        ("Pelaku usaha di Australia", "Business people in Australia", Whereabouts.FOREIGN, ["AU"], ["en"], 300_000),
    ]  # fmt: skip
    return [
        Audience.objects.create(
            organisation=ministry, title=title, title_en=title_en, whereabouts=whereabouts, territories=territories,
            languages=languages, size=size, size_source="Perkiraan untuk demonstrasi, bukan data nyata",
        )
        for title, title_en, whereabouts, territories, languages, size in rows
    ]  # fmt: skip


def _objective(
    strategy: Strategy, owner: User, theme: Theme, title: str, title_en: str, unit: str, baseline: int, target: int
) -> Objective:
    return Objective.objects.create(
        strategy=strategy, theme=theme, title=title, title_en=title_en, unit=unit, baseline=Decimal(baseline),
        target=Decimal(target), deadline=strategy.ends_on, owner=owner,
    )  # fmt: skip


def _activities(
    understanding: Objective, branding: Objective, owner: User, partner: Organisation, today: date
) -> dict[str, Activity]:
    rows = {
        "workshops": (
            understanding,
            "Seri lokakarya daring publik, sepuluh hari",
            "Ten days of public online workshops",
            60,
            21,
        ),
        "peace": (understanding, "Pesan perdamaian", "Messages of peace", 30, 30),
        "protection": (
            understanding,
            "Informasi pelindungan warga",
            "Information for the protection of citizens",
            20,
            37,
        ),
        "economy": (branding, "Kerja sama ekonomi yang terlihat", "Economic cooperation that shows", 45, 37),
        "culture": (branding, "Pekan Indonesia di tujuh kota", "Indonesian week in seven cities", 14, 24),
    }
    made = {}
    for key, (objective, title, title_en, before, after) in rows.items():
        made[key] = Activity.objects.create(
            objective=objective, title=title, title_en=title_en, responsible=owner, starts_on=today - timedelta(days=before),
            ends_on=min(today + timedelta(days=after), max(objective.deadline, today)), budget=Decimal(250_000_000),
            description="Kegiatan contoh; anggarannya rekaan.",
        )  # fmt: skip
    made["culture"].partners.add(partner)
    _milestones(made["workshops"], today)
    return made


def _milestones(workshops: Activity, today: date) -> None:
    for day, offset in ((7, -8), (8, -1), (9, 8), (10, 15)):
        due = today + timedelta(days=offset)
        Milestone.objects.create(
            activity=workshops,
            title=f"Hari ke-{day}",
            title_en=f"Day {day}",
            due_on=due,
            done_on=due if offset < 0 else None,
        )


def _indicators(
    understanding: Objective, branding: Objective, activities: dict[str, Activity], today: date
) -> dict[str, Indicator]:
    rows = {
        "understanding": (understanding, None, "survey.understanding@1", Stage.OUTCOME, Aggregation.LATEST, 52, 70, "%",
                          "Publik yang menjawab benar", "Public answering correctly"),
        "attendance": (understanding, activities["workshops"], "event.attendance@1", Stage.OUTPUT, Aggregation.SUM_OF_LAST,
                       0, 1000, "orang", "Peserta lokakarya hari ke-8", "Participants of workshop day 8"),
        "views": (understanding, None, "portal.views@1", Stage.OUTPUT, Aggregation.SUM_OF_LAST, 0, 6000, "kunjungan",
                  "Kunjungan ke konten di portal", "Views of stories on the portal"),
        "culture-views": (branding, activities["culture"], "portal.views@1", Stage.OUTPUT, Aggregation.SUM_OF_LAST, 0, 12000,
                          "kunjungan", "Kunjungan ke konten budaya", "Views of culture stories"),
        "likes": (branding, None, "platform.likes@1", Stage.OUT_TAKE, Aggregation.SUM_OF_LAST, 0, 500, "suka",
                  "Suka atas konten budaya", "Likes of culture stories"),
        "workshop-likes": (understanding, None, "platform.likes@1", Stage.OUT_TAKE, Aggregation.SUM_OF_LAST, 0, 300, "suka",
                           "Suka atas konten lokakarya", "Likes of workshop stories"),
        "clicks": (understanding, None, "link.clicks@1", Stage.OUT_TAKE, Aggregation.SUM_OF_LAST, 0, 1500, "klik",
                   "Klik pada tautan pendek konten lokakarya", "Clicks on the short addresses of workshop stories"),
        "published": (branding, None, "delivery.published@1", Stage.OUTPUT, Aggregation.SUM_OF_LAST, 0, 20, "penerbitan",
                      "Penerbitan di portal dan kanal", "Publications on portal and channels"),
    }  # fmt: skip
    return {key: _indicator(*row, today=today) for key, row in rows.items()}


def _indicator(
    objective: Objective, activity: Activity | None, metric: str, stage: Stage, aggregation: Aggregation, baseline: int,
    target: int, unit: str, title: str, title_en: str, *, today: date,
) -> Indicator:  # fmt: skip
    start = date(today.year, 1, 1)
    return Indicator.objects.create(
        created_at=datetime.combine(start, time(), UTC), objective=objective, activity=activity, scope=Scope.ACTIVITY if activity else Scope.OBJECTIVE, metric_ref=metric,
        stage=stage, aggregation=aggregation, baseline=Decimal(baseline), target=Decimal(target), unit=unit, title=title,
        title_en=title_en, starts_on=start, ends_on=objective.deadline, deadline=objective.deadline,
    )  # fmt: skip
