"""Delivery, Attempt, Receipt, Hold, Pump: constraints in the database, not in hope."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from duta.accounts.models import Organisation, User
from duta.channels.models import Channel
from duta.connectors.protocol import Payload, payload_from_json
from duta.core.frozen import digest_of
from duta.core.problems import Problem, problem_from_json
from duta.delivery.keys import new_key
from duta.delivery.rules import AttemptKind, AttemptOutcome, DeliveryAction, DeliveryState, Found, Lane, ReminderKind

HANDLE_MAX = 500  # characters of a platform's name for an entry
ADDRESS_MAX = 1000


class Pump(models.Model):
    """One running pump and its lease; a delivery that it owns may be taken over only after ``lease_until``."""

    name = models.CharField(_("name"), max_length=120, help_text=_("host, process number and start"))
    started_at = models.DateTimeField(_("started at"))
    beat_at = models.DateTimeField(_("last beat"))
    lease_until = models.DateTimeField(_("lease until"))
    stopped_at = models.DateTimeField(_("stopped at"), null=True)

    class Meta:
        verbose_name = _("pump")
        verbose_name_plural = _("pumps")

    def __str__(self) -> str:
        return self.name


class Delivery(models.Model):
    """The order to put a channel version on a channel. ``id`` never changes and becomes the platform's own handle."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    channel = models.ForeignKey(
        Channel, verbose_name=_("channel"), on_delete=models.PROTECT, related_name="deliveries", db_index=False
    )
    account = models.TextField(
        _("account"), blank=True, help_text=_("The one it was cleared for: it goes out on no other.")
    )
    subject = models.CharField(_("subject"), max_length=200, help_text=_("What it is for, as “room.thing:key”."))
    title = models.CharField(_("title"), max_length=300, blank=True)
    action = models.CharField(
        _("action"), max_length=10, choices=DeliveryAction.choices, default=DeliveryAction.PUBLISH
    )
    lane = models.PositiveSmallIntegerField(_("lane"), choices=Lane.choices, default=Lane.STORY)
    payload_data = models.JSONField(_("payload"), default=dict)
    payload_digest = models.CharField(_("digest of the payload"), max_length=64, blank=True)
    changes = models.ForeignKey(
        "Receipt", verbose_name=_("receipt it changes"), null=True, on_delete=models.PROTECT,
        related_name="changed_by", db_index=False,
    )  # fmt: skip
    after = models.ForeignKey(
        "self", verbose_name=_("goes out after"), null=True, on_delete=models.PROTECT,
        related_name="followers", db_index=False,
    )  # fmt: skip

    due_at = models.DateTimeField(_("due at"))
    state = models.CharField(_("state"), max_length=12, choices=DeliveryState.choices, default=DeliveryState.SCHEDULED)
    state_since = models.DateTimeField(_("in this state since"))
    wanted = models.BooleanField(
        _("wanted"), default=True, help_text=_("No: it was withdrawn while it was being sent, and is not sent again.")
    )
    wake_at = models.DateTimeField(_("next look"), null=True, help_text=_("Empty: nothing to do by itself."))
    line = models.BigIntegerField(_("line"), null=True, help_text=_("Empty: it holds no place, others may pass."))
    place_at = models.DateTimeField(_("place in the line"))
    # Set and cleared for every attempt: the fence guards it, a constraint would only cost PostgreSQL its checks.
    owner = models.ForeignKey(
        Pump, verbose_name=_("pump"), null=True, on_delete=models.PROTECT, related_name="owned",
        db_index=False, db_constraint=False,
    )  # fmt: skip
    fence = models.PositiveIntegerField(_("fencing number"), default=0)
    attempt_count = models.PositiveIntegerField(_("attempts"), default=0)
    send_count = models.PositiveIntegerField(_("sent since somebody decided"), default=0)
    lookup_count = models.PositiveIntegerField(_("looked up since it was sent"), default=0)
    problem_data = models.JSONField(_("problem"), null=True)
    created_at = models.DateTimeField(_("created at"))
    created_by = models.ForeignKey(
        User, verbose_name=_("created by"), null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["-created_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["channel", "subject", "action"], name="one_delivery_for_each_subject"),
            models.CheckConstraint(
                condition=~Q(state__in=["delivered", "refused", "cancelled"])
                | Q(wake_at__isnull=True, owner__isnull=True, line__isnull=True),
                name="settled_deliveries_rest",
            ),
            models.CheckConstraint(
                condition=~Q(state="scheduled")
                | Q(wake_at__isnull=False, line__isnull=False)
                | Q(after__isnull=False, wake_at__isnull=True, line__isnull=True),
                name="scheduled_deliveries_wake_or_follow",
            ),
            models.CheckConstraint(
                condition=~Q(state="deferred") | Q(wake_at__isnull=False, line__isnull=False),
                name="deferred_deliveries_wake",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["claimed", "attempting"])
                | Q(owner__isnull=False, wake_at__isnull=True, line__isnull=False),
                name="taken_deliveries_have_an_owner",
            ),
            models.CheckConstraint(
                condition=~Q(state="unknown") | Q(wake_at__isnull=True) | Q(line__isnull=False, owner__isnull=True),
                name="unknown_deliveries_keep_their_place",
            ),
            models.CheckConstraint(
                condition=~Q(state="handed") | Q(wake_at__isnull=True, owner__isnull=True, line__isnull=True),
                name="handed_deliveries_wait_for_a_person",
            ),
        ]
        # Every step of a delivery writes to each index that holds it: these are few, and most hold only what is open.
        # Their conditions are on emptiness: SQLite cannot use one that compares with a bound value.
        indexes = [
            models.Index(fields=["line", "place_at", "id"], name="delivery_line", condition=Q(line__isnull=False)),
            models.Index(fields=["wake_at"], name="delivery_wake", condition=Q(wake_at__isnull=False)),
            models.Index(fields=["owner"], name="delivery_owner", condition=Q(owner__isnull=False)),
            models.Index(fields=["after"], name="delivery_after", condition=Q(after__isnull=False)),
            models.Index(fields=["changes"], name="delivery_changes", condition=Q(changes__isnull=False)),
            models.Index(fields=["state_since"], name="delivery_trouble", condition=Q(problem_data__isnull=False)),
            models.Index(fields=["subject"], name="delivery_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.title or self.subject}, {self.channel}"

    @property
    def payload(self) -> Payload:
        """The frozen channel version."""
        return payload_from_json(self.payload_data)

    @property
    def problem(self) -> Problem | None:
        """What last went wrong, if anything did."""
        return problem_from_json(self.problem_data) if self.problem_data else None


class Attempt(models.Model):
    """One try: committed before the network is touched, closed with what came of it."""

    delivery = models.ForeignKey(
        Delivery, verbose_name=_("delivery"), on_delete=models.CASCADE, related_name="attempts", db_index=False
    )
    number = models.PositiveIntegerField(_("number"))
    fence = models.PositiveIntegerField(_("fencing number"))
    pump_name = models.CharField(_("pump"), max_length=120)
    kind = models.CharField(_("kind"), max_length=10, choices=AttemptKind.choices, default=AttemptKind.SEND)
    started_at = models.DateTimeField(_("started at"))
    ended_at = models.DateTimeField(_("ended at"), null=True)
    outcome = models.CharField(_("outcome"), max_length=12, choices=AttemptOutcome.choices, blank=True)
    problem_data = models.JSONField(_("problem"), null=True)

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["delivery", "number"], name="attempts_are_numbered"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")), name="attempt_ends_after_start"
            ),
        ]
        # Holds only what went wrong: an attempt that worked costs nothing here.
        indexes = [
            models.Index(fields=["started_at"], name="attempt_trouble", condition=Q(problem_data__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.delivery_id} #{self.number}"

    @property
    def problem(self) -> Problem | None:
        """What went wrong in this attempt, if anything did."""
        return problem_from_json(self.problem_data) if self.problem_data else None


class Receipt(models.Model):
    """The platform's proof that something is out, or a person's word for it. A withdrawal has none of its own."""

    delivery = models.OneToOneField(
        Delivery, verbose_name=_("delivery"), on_delete=models.PROTECT, related_name="receipt"
    )
    handle = models.CharField(_("the platform's name for it"), max_length=HANDLE_MAX)
    address = models.URLField(_("address"), max_length=ADDRESS_MAX, blank=True)
    detail = models.JSONField(_("detail"), default=dict)
    accepted_at = models.DateTimeField(_("accepted at"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True)
    corrected_at = models.DateTimeField(_("corrected at"), null=True)
    measured_at = models.DateTimeField(_("last measured"), null=True)
    measure_at = models.DateTimeField(_("next measurement"), null=True, help_text=_("Empty: never by itself."))
    found = models.CharField(
        _("what stands at the address"), max_length=12, choices=Found.choices, blank=True, default="", db_default=""
    )
    looked_at = models.DateTimeField(_("last look at the address"), null=True)
    look_at = models.DateTimeField(_("next look at the address"), null=True)

    class Meta:
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")
        ordering = ["-accepted_at"]
        indexes = [
            models.Index(fields=["measure_at"], name="receipt_measure", condition=Q(measure_at__isnull=False)),
            models.Index(fields=["look_at"], name="receipt_look", condition=Q(look_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.address or self.handle


class Hold(models.Model):
    """Nothing goes out until lifted: on one channel, on an organisation and all below it, or everywhere."""

    channel = models.ForeignKey(
        Channel, verbose_name=_("channel"), null=True, blank=True, on_delete=models.PROTECT, related_name="holds"
    )
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="holds",
    )
    reason = models.CharField(_("reason"), max_length=300)
    placed_by = models.ForeignKey(
        User, verbose_name=_("placed by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    placed_at = models.DateTimeField(_("placed at"))
    lifted_by = models.ForeignKey(
        User, verbose_name=_("lifted by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    lifted_at = models.DateTimeField(_("lifted at"), null=True)

    class Meta:
        verbose_name = _("hold")
        verbose_name_plural = _("holds")
        ordering = ["-placed_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(channel__isnull=True) | Q(organisation__isnull=True), name="hold_has_one_scope"
            )
        ]

    def __str__(self) -> str:
        return self.reason


class Tally(models.Model):
    """Counts of entries that a person took over from a platform: of one ``delivery`` by hand, or of many from its export file.

    All of it can be taken back together. A file is a draft until ``taken_at``: then nothing of it counts yet.
    """

    channel = models.ForeignKey(Channel, verbose_name=_("channel"), on_delete=models.PROTECT, related_name="tallies")
    delivery = models.ForeignKey(
        Delivery, verbose_name=_("delivery"), null=True, on_delete=models.PROTECT, related_name="tallies"
    )
    file_name = models.CharField(_("file name"), max_length=200, blank=True)
    file_digest = models.CharField(_("digest of the file"), max_length=64, blank=True)
    columns = models.JSONField(_("columns"), default=dict, help_text=_("Which column of the file says what."))
    evidence = models.CharField(_("evidence"), max_length=500, blank=True)
    counted_at = models.DateTimeField(_("counted at"))
    entered_at = models.DateTimeField(_("entered at"))
    entered_by = models.ForeignKey(
        User, verbose_name=_("entered by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    taken_at = models.DateTimeField(_("taken in at"), null=True)
    row_count = models.PositiveIntegerField(_("rows"), default=0)
    entry_count = models.PositiveIntegerField(_("entries"), default=0)
    withdrawn_at = models.DateTimeField(_("taken back at"), null=True)
    withdrawn_by = models.ForeignKey(
        User, verbose_name=_("taken back by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("tally")
        verbose_name_plural = _("tallies")
        ordering = ["-entered_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "file_digest"],
                condition=Q(taken_at__isnull=False, withdrawn_at__isnull=True) & ~Q(file_digest=""),
                name="a_file_is_taken_in_once",
            ),
            models.CheckConstraint(
                condition=Q(delivery__isnull=False, file_digest="") | (Q(delivery__isnull=True) & ~Q(file_digest="")),
                name="tally_by_hand_or_from_a_file",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name or str(self.delivery)

    @property
    def batch(self) -> str:
        """The name under which the metrics know what it brought."""
        return f"delivery.tally:{self.pk}"

    @property
    def mark(self) -> str:
        """Of what a person was shown of a draft: its columns, and when it was counted."""
        return digest_of({"columns": self.columns, "counted_at": self.counted_at.isoformat()})[:16]


class Reminder(models.Model):
    """That people were reminded of something to publish by hand: each kind once for each thing and channel."""

    channel = models.ForeignKey(
        Channel, verbose_name=_("channel"), on_delete=models.CASCADE, related_name="reminders", db_index=False
    )
    subject = models.CharField(_("subject"), max_length=200)
    kind = models.CharField(_("kind"), max_length=10, choices=ReminderKind.choices)
    reminded_at = models.DateTimeField(_("reminded at"))

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        constraints = [
            models.UniqueConstraint(fields=["channel", "subject", "kind"], name="people_are_reminded_once"),
        ]

    def __str__(self) -> str:
        return f"{self.subject}, {self.kind}"
