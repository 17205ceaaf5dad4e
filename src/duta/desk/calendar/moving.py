"""Moving something: by its form, by hand or by the arrow keys; each asks the operation of the thing's own room."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from duta.accounts.queries import may
from duta.accounts.rules import Action
from duta.core import when
from duta.core.moments import ChosenTime
from duta.core.problem_words import sentence_of
from duta.core.templatetags.when import at_time
from duta.desk.calendar.forms import DropForm, MoveActivityForm, MoveReleaseForm
from duta.desk.calendar.moves import Doubtful, Drop, time_dropped
from duta.desk.calendar.showing import day_words
from duta.newsroom.models import Release
from duta.newsroom.operations import NotPossible, reschedule_release
from duta.newsroom.queries import releases_seen_by
from duta.newsroom.rules import ReleaseState
from duta.strategy.models import Activity
from duta.strategy.operations import PlanRefused, move_activity
from duta.strategy.queries import activities_seen_by

REFUSED = 409


class MoveView(WagtailAdminTemplateMixin, FormView):  # type: ignore[type-arg]  # not generic at run time
    """The form; and the same by script, which asks for JSON and sends a drop."""

    template_name = "desk/calendar/move.html"
    page_title = gettext_lazy("Move")
    header_icon = "duta-calendar"
    thing: Any

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """For those who may move it; for others it is not there or not allowed."""
        self.thing = self.find(request.user, kwargs["pk"])
        if not may(request.user, self.action, self.place):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    action: Action

    def find(self, user: Any, pk: int) -> Any:
        """Return the thing. Raises Http404."""
        raise NotImplementedError

    @property
    def place(self) -> Any:
        """The organisation of the thing."""
        raise NotImplementedError

    def get_page_subtitle(self) -> str:
        """Which thing."""
        return str(self.thing)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Home, calendar, this."""
        way = [(reverse("wagtailadmin_home"), _("Home")), (self.back, _("Calendar")), ("", _("Move"))]
        return [{"url": url, "label": label} for url, label in way]

    @property
    def back(self) -> str:
        """The calendar as it was; only its query is taken from outside."""
        asked = QueryDict(self.request.POST.get("back") or self.request.GET.get("back") or "")
        query = asked.urlencode()
        return f"{reverse('desk_calendar')}?{query}" if query else reverse("desk_calendar")

    def get_form_kwargs(self) -> dict[str, Any]:
        """An address that names a day already is a form that was filled in: what is doubtful about it is asked at once."""
        kwargs = super().get_form_kwargs()
        if self.request.method == "GET" and self.begun in self.request.GET:
            kwargs["data"] = self.request.GET
        return kwargs

    begun = "day"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the form and the way back."""
        context = super().get_context_data(**kwargs)
        return {
            **context,
            "thing": self.thing,
            "back": self.back,
            "back_query": self.back.partition("?")[2],
            "now_words": self.now_words(),
        }

    def now_words(self) -> str:
        """Say where it stands now."""
        raise NotImplementedError

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A drop, or the form."""
        if "to" in request.POST:
            return self._dropped(request)
        answer: HttpResponse = super().post(request, *args, **kwargs)
        return answer

    def form_valid(self, form: forms.Form) -> HttpResponse:
        """Move it, or say at the form why not."""
        try:
            said = self.move(form)
        except (NotPossible, PlanRefused) as refusal:
            for words in (sentence_of(problem) for problem in refusal.problems):
                form.add_error(None, f"{words.what} {words.fix}")
            return self.form_invalid(form)
        messages.success(self.request, said)
        return redirect(self.back)

    def move(self, form: forms.Form) -> str:
        """Ask the operation and return what to say. Raises NotPossible, PlanRefused."""
        raise NotImplementedError

    def _dropped(self, request: HttpRequest) -> HttpResponse:
        form = DropForm(request.POST, now=timezone.now())
        if not form.is_valid():
            return JsonResponse(
                {"said": _("This cannot be moved there. Open its form and choose the day.")}, status=400
            )
        try:
            said = self.drop(form.cleaned_data)
        except Doubtful as doubt:
            return JsonResponse({"ask": self._question_url(doubt)}, status=REFUSED)
        except (NotPossible, PlanRefused) as refusal:
            words = [sentence_of(problem) for problem in refusal.problems]
            return JsonResponse({"said": " ".join(f"{each.what} {each.fix}" for each in words)}, status=REFUSED)
        return JsonResponse({"said": said})

    def drop(self, dropped: dict[str, Any]) -> str:
        """Move it where it was let go. Raises Doubtful, NotPossible, PlanRefused."""
        raise NotImplementedError

    def _question_url(self, doubt: Doubtful) -> str:
        start = {
            "day": doubt.wall.date().isoformat(), "time": f"{doubt.wall:%H:%M}", "zone": doubt.zone,
            "seen": self.request.POST["seen"], "back": self.request.POST.get("back", ""),
        }  # fmt: skip
        return f"{self.request.path}?{urlencode(start)}"


class MoveReleaseView(MoveView):
    """A planned release gets another time."""

    form_class = MoveReleaseForm
    action = Action.RELEASE
    thing: Release

    def find(self, user: Any, pk: int) -> Release:
        """Return a release that the person may look at. Raises Http404."""
        return get_object_or_404(releases_seen_by(user), pk=pk)

    @property
    def place(self) -> Any:
        """The organisation that releases it."""
        return self.thing.submission.organisation

    def get_initial(self) -> dict[str, Any]:
        """Where it stands."""
        return MoveReleaseForm.start_of(self.thing)

    def get_form_kwargs(self) -> dict[str, Any]:
        """The form offers the release's zones first."""
        return {**super().get_form_kwargs(), "release": self.thing, "now": timezone.now()}

    def now_words(self) -> str:
        """Say when it goes out, or that it does not any more."""
        if self.thing.state != ReleaseState.PLANNED:
            return str(self.thing.get_state_display())
        said = at_time(self.thing.due_at, self.thing.chosen_zone)
        return _("It goes out %(moment)s.") % {"moment": said} if self.thing.due_at else _("It waits for a hand.")

    def move(self, form: forms.Form) -> str:
        """Ask the newsroom."""
        chosen: ChosenTime = form.chosen  # type: ignore[attr-defined]
        return self._reschedule(chosen, form.cleaned_data["seen"])

    def drop(self, dropped: dict[str, Any]) -> str:
        """Ask the newsroom for the time that the drop means."""
        if isinstance(dropped["seen"], tuple):
            raise Http404
        drop = Drop(dropped["to"], dropped["hour"], dropped["shown"])
        chosen = time_dropped(dropped["seen"], zone=self.thing.chosen_zone, drop=drop)
        return self._reschedule(chosen, dropped["seen"])

    def _reschedule(self, chosen: ChosenTime, seen: datetime | None) -> str:
        user: Any = self.request.user
        moved = reschedule_release(release=self.thing, chosen=chosen, seen=seen, by=user, now=timezone.now())
        words = {"title": moved.submission.title, "moment": said_at(chosen)}
        return _("“%(title)s” now goes out on %(moment)s.") % words


def said_at(chosen: ChosenTime) -> str:
    """Say a chosen time in its zone, and by the reader's clock where that differs."""
    there, here = when.local(chosen.instant, chosen.zone), when.local(chosen.instant, "")
    words = f"{when.full_day(there)}, {when.clock(there)}"
    if there.replace(tzinfo=None) == here.replace(tzinfo=None):
        return words
    own = when.clock(here) if there.date() == here.date() else f"{date_format(here, 'l')} {when.clock(here)}"
    return f"{words} ({own})"


class MoveActivityView(MoveView):
    """An activity gets other days."""

    form_class = MoveActivityForm
    action = Action.PLAN
    begun = "first"
    thing: Activity

    def find(self, user: Any, pk: int) -> Activity:
        """Return an activity that the person may look at. Raises Http404."""
        return get_object_or_404(activities_seen_by(user), pk=pk)

    @property
    def place(self) -> Any:
        """The organisation whose plan it is in."""
        return self.thing.organisation

    def get_initial(self) -> dict[str, Any]:
        """Where it stands."""
        return MoveActivityForm.start_of(self.thing)

    def now_words(self) -> str:
        """Say its days."""
        words = {"first": day_words(self.thing.starts_on), "last": day_words(self.thing.ends_on)}
        return _("It lasts from %(first)s to %(last)s.") % words

    def move(self, form: forms.Form) -> str:
        """Ask the strategy."""
        said = form.cleaned_data
        return self._move(said["first"], said["last"], (said["seen_first"], said["seen_last"]))

    def drop(self, dropped: dict[str, Any]) -> str:
        """Begin on the day where its beginning was let go; it lasts as long as before."""
        if not isinstance(dropped["seen"], tuple):
            raise Http404
        first, last = dropped["seen"]
        length: timedelta = last - first
        return self._move(dropped["to"], dropped["to"] + length, (first, last))

    def _move(self, first: Any, last: Any, seen: Any) -> str:
        user: Any = self.request.user
        try:
            moved = move_activity(
                activity=self.thing, starts_on=first, ends_on=last, seen=seen, by=user, now=timezone.now()
            )
        except ValidationError as error:
            raise Http404 from error
        words = {"title": moved.label, "first": day_words(first), "last": day_words(last)}
        return _("“%(title)s” now lasts from %(first)s to %(last)s.") % words
