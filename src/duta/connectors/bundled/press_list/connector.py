"""The connector of press lists: it hands over to the spool, which writes one letter to each recipient."""

from collections.abc import Awaitable, Callable, Sequence
from typing import ClassVar

from duta.connectors.bundled.press_list.wire import preview_of, visible_text
from duta.connectors.checks import media_problems, tag_problems, text_problems
from duta.connectors.protocol import (
    Accepted,
    Capability,
    Counting,
    Deferred,
    Idempotency,
    Limits,
    Locked,
    Measurement,
    MediaKind,
    Outcome,
    Payload,
    Preview,
    Proof,
    Refused,
    Session,
    SettingField,
    Unknown,
)
from duta.connectors.spool import Spool, SpoolBusy, Spooled, SpoolRefused
from duta.core.http import MaybeSent, NotSent
from duta.core.problems import Problem


class PressListConnector:
    """Accepted means: every recipient's letter is written down, to be sent one by one. The archive page is the proof."""

    key: ClassVar[str] = "press_list"
    name: ClassVar[str] = "E-mail"
    capabilities: ClassVar[Capability] = Capability(
        edit=True,
        withdraw=True,
        media=frozenset({MediaKind.IMAGE}),
        shows_title=True,
        medium="email",
        withdrawal_leaves="letters_stay",
    )
    idempotency: ClassVar[Idempotency] = Idempotency.NATIVE_KEY
    fields: ClassVar[tuple[SettingField, ...]] = (
        SettingField(
            "sender",
            label={"id": "Nama pengirim", "en": "Sender's name"},
            help={
                "id": "Seperti terbaca di kotak masuk penerima, misalnya KBRI Den Haag.",
                "en": "As recipients read it in their mailbox, for instance Embassy of Indonesia, The Hague.",
            },
        ),
        SettingField(
            "reply_to",
            label={"id": "Alamat untuk balasan", "en": "Address for replies"},
            help={
                "id": "Kosong: balasan sampai di alamat pengirim instalasi ini.",
                "en": "Empty: replies reach this installation's own address.",
            },
            required=False,
        ),
        SettingField(
            "imprint",
            label={"id": "Alamat dan telepon di kaki surat", "en": "Address and telephone at the letter's foot"},
            required=False,
        ),
        SettingField(
            "by_invitation",
            label={"id": "Hanya dengan undangan", "en": "By invitation only"},
            help={
                "id": "Kosong: siapa pun dapat mendaftar di portal. Jika tidak, tulis alasannya, misalnya: wartawan terakreditasi.",
                "en": "Empty: everybody can sign up on the portal. If not, write why, for instance: accredited journalists.",
            },
            required=False,
        ),
    )
    lookup_delay: ClassVar[float] = 0.0
    # No server of ours has limits like these: they keep a letter below 10 MB, which every large provider takes.
    default_limits: ClassVar[Limits] = Limits(
        text=20_000,
        counting=Counting.CODE_POINTS,
        media_count=4,
        media_bytes=1_500_000,
        media_side=1600,
        media_types=("image/jpeg", "image/png"),
        alt=1000,
    )

    async def limits(self, session: Session) -> Limits:
        """Return the limits: they are ours."""
        return self.default_limits

    def problems(self, payload: Payload, limits: Limits) -> Sequence[Problem]:
        """Say what would not do for a letter."""
        return [
            *text_problems(payload, limits, whole=visible_text(payload)),
            *tag_problems(payload),
            *media_problems(payload, limits, platform=self.name, kinds=self.capabilities.media),
        ]

    def preview(self, payload: Payload, limits: Limits) -> Preview:
        """Say how the letter will show it."""
        return preview_of(payload, limits)

    async def submit(self, payload: Payload, *, delivery_id: str, session: Session) -> Outcome:
        """Hand it over under the delivery's key."""
        spool = _spool(session)
        if not session.setting("sender"):
            return Refused(Problem("setting_missing", {"setting": "sender"}, field="sender"))

        async def put() -> Outcome:
            return _told(await spool.put(delivery_id, payload.as_json()), payload)

        return await _handing(put, session, in_doubt=_unknown)

    async def reconcile(self, payload: Payload, *, delivery_id: str, session: Session) -> Outcome:
        """Look the key up."""
        try:
            found = await _spool(session).find(delivery_id)
        except (NotSent, MaybeSent, SpoolBusy) as error:
            return Unknown(Problem("platform_down", said=str(error)))
        return Deferred(Problem("not_out")) if found is None else _told(found, payload)

    async def edit(self, handle: str, payload: Payload, *, delivery_id: str, session: Session) -> Outcome:
        """Change the archive page, and write to whoever got a letter."""
        spool = _spool(session)

        async def correct() -> Outcome:
            return _told(await spool.correct(handle, delivery_id, payload.as_json()), payload)

        return await _handing(correct, session, in_doubt=_again)

    async def withdraw(self, handle: str, *, delivery_id: str, session: Session) -> Outcome:
        """Say on the archive page that it is withdrawn, and stop the letters that are not out."""
        spool = _spool(session)

        async def take_back() -> Outcome:
            await spool.withdraw(handle)
            return Accepted(Proof(handle))

        return await _handing(take_back, session, in_doubt=_again)

    async def measure(self, handle: str, *, session: Session) -> Sequence[Measurement]:
        """Nobody is watched as he reads: letters carry no pixel."""
        return []

    async def check(self, session: Session) -> Sequence[Problem]:
        """Ask whether letters can leave."""
        try:
            return list(await _spool(session).problems())
        except (NotSent, MaybeSent, SpoolBusy) as error:
            return [Problem("platform_down", said=str(error))]


def _spool(session: Session) -> Spool:
    """Return the spool. Raises Locked where this installation has none."""
    if session.spool is None:
        raise Locked(Problem("spool_missing"))
    return session.spool


async def _handing(
    act: Callable[[], Awaitable[Outcome]], session: Session, *, in_doubt: Callable[[str], Outcome]
) -> Outcome:
    """Do it unless the lease ran out, and say what whatever the spool raises means."""
    try:
        _ask_guard(session)
        return await act()
    except SpoolRefused as refused:
        return Refused(refused.problem)
    except SpoolBusy as busy:
        return Deferred(Problem("platform_busy", said=str(busy)), busy.retry_after)
    except NotSent as error:
        return Deferred(Problem("platform_down", said=str(error)))
    except MaybeSent as error:
        return in_doubt(str(error))


def _ask_guard(session: Session) -> None:
    """Raises NotSent when the guard objects."""
    if session.guard is None:
        return
    try:
        session.guard()
    except NotSent:
        raise
    except Exception as error:
        raise NotSent(str(error)) from error


def _told(found: Spooled, payload: Payload) -> Outcome:
    if found.withdrawn:
        return Refused(Problem("gone"))
    if found.digest != payload.digest():
        return Refused(Problem("content_differs"))
    return Accepted(Proof(found.handle, found.address))


def _unknown(said: str) -> Outcome:
    return Unknown(Problem("answer_lost", said=said))


def _again(said: str) -> Outcome:
    return Deferred(Problem("answer_lost", said=said))
