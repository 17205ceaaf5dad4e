"""What the world sees: signing up, confirming, unsubscribing, and the archive. No cookie, nothing kept of who looks.

These pages change things by links that are signed, or by asking for a letter to be written to an address. A forged request
from another site could do no more than anybody can, so they need no CSRF token, and mail programs that send RFC 8058's
request have none.
"""

from uuid import UUID

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from duta.channels.models import Channel
from duta.core.blobs import BlobDamaged, read_blob
from duta.mailing import composing, operations, queries, tokens
from duta.mailing.forms import SignUpForm
from duta.mailing.models import Mailing, Subscription
from duta.mailing.rules import SubscriptionState

ASKS_AN_HOUR = 20  # sign-ups of one visitor
FEW = 20
GONE, TOO_MANY = 410, 429


def _everywhere(request: HttpRequest) -> dict[str, str]:
    """The same page in each language of the portal, for its switch."""
    rest = request.path.partition("/mail/")[2]
    return {code: f"/{code}/mail/{rest}" for code, _name in settings.LANGUAGES}


def _private(answer: HttpResponse) -> HttpResponse:
    """Keep nothing of it anywhere: its address is somebody's own."""
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


@require_safe
def lists(request: HttpRequest) -> HttpResponse:
    """The lists that one can sign up for."""
    return render(
        request, "mailing/public/lists.html", {"lists": queries.open_lists(), "addresses": _everywhere(request)}
    )


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def join_list(request: HttpRequest, pk: str) -> HttpResponse:
    """Sign up for a list. Whatever the address, the answer is the same: a letter is on its way if it is needed."""
    channel = _open_list(pk)
    form = SignUpForm(request.POST if request.method == "POST" else None, channel=channel)
    context = {
        "list": channel,
        "form": form,
        "archive": queries.archive_of(channel, few=FEW),
        "addresses": _everywhere(request),
    }
    if request.method != "POST" or not form.is_valid():
        return _private(render(request, "mailing/public/join.html", context))
    if _asks_too_often(request):
        return _private(render(request, "mailing/public/too_often.html", context, status=TOO_MANY))
    if not form.is_trapped:
        told = form.cleaned_data
        operations.sign_up(
            channel=channel, address=told["address"], name=told["name"], medium=told["medium"],
            languages=told["languages"], words=form.words, now=timezone.now(),
        )  # fmt: skip
    context = _told(request, list=channel, address=form.cleaned_data["address"])
    return _private(render(request, "mailing/public/asked.html", context))


def _open_list(pk: str) -> Channel:
    """Raises Http404: no such list, or closed to the public."""
    channel = queries.lists().filter(pk=int(pk)).first()
    if channel is None or not queries.takes_sign_ups(channel):
        raise Http404
    return channel


def _asks_too_often(request: HttpRequest) -> bool:
    """Count a visitor's sign-ups of this hour, in the cache, under a name that says nothing of them."""
    who = salted_hmac("duta.mailing.visitor", _visitor(request), algorithm="sha256").hexdigest()
    key = f"mailing:asks:{who[:32]}:{timezone.now():%Y%m%d%H}"
    asked = cache.get(key, 0) + 1
    cache.set(key, asked, 3600)
    return bool(asked > ASKS_AN_HOUR)


def _visitor(request: HttpRequest) -> str:
    """The visitor's own address, not that of a proxy before us; those who have none count as one."""
    try:
        return str(get_adapter().get_client_ip(request))
    except PermissionDenied:
        return ""


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Say yes: looking at the page changes nothing, since mail scanners look at everything; its button does."""
    try:
        pk, seal = tokens.joined_by(token)
    except tokens.TokenEnded:
        return _private(render(request, "mailing/public/ended.html", {}, status=GONE))
    except tokens.WrongToken as wrong:
        raise Http404 from wrong
    row = _subscription(pk)
    if not operations.is_own_link(row, seal):
        return _private(render(request, "mailing/public/ended.html", {"list": row.channel}, status=GONE))
    if request.method == "POST":
        try:
            row = operations.confirm_subscription(subscription_pk=pk, seal=seal, now=timezone.now())
        except operations.NotAsked:
            return _private(render(request, "mailing/public/ended.html", {"list": row.channel}, status=GONE))
    done = row.state == SubscriptionState.CONFIRMED
    return _private(
        render(request, "mailing/public/confirm.html", _told(request, list=row.channel, done=done, row=row))
    )


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """Unsubscribe: by the page's button, or at once by a mail program's (RFC 8058). Doing it again harms nothing."""
    try:
        pk = tokens.left_by(token)
    except tokens.WrongToken as wrong:
        raise Http404 from wrong
    row = Subscription.objects.select_related("channel__organisation").filter(pk=pk).first()
    if request.method == "POST":
        row = operations.unsubscribe(subscription_pk=pk, by=None, now=timezone.now())
    done = row is None or row.state == SubscriptionState.UNSUBSCRIBED
    context = _told(request, list=row.channel if row else None, done=done)
    return _private(render(request, "mailing/public/leave.html", context))


def _told(request: HttpRequest, **facts: object) -> dict[str, object]:
    return {"addresses": _everywhere(request), **facts}


def _subscription(pk: int) -> Subscription:
    """Raises Http404."""
    row = Subscription.objects.select_related("channel__organisation", "contact").filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


@require_safe
def archive(request: HttpRequest, key: UUID) -> HttpResponse:
    """What a mailing says now, at its permanent address; what was withdrawn stays in the record without its text."""
    root = queries.mailing_at(key)
    if root is None:
        raise Http404
    if request.path != root.path:
        return HttpResponsePermanentRedirect(root.path)
    if root.withdrawn_at is not None:
        return render(request, "mailing/public/withdrawn.html", _context(root, root), status=GONE)
    return render(request, "mailing/public/archive.html", _context(root, queries.current_of(root)))


def _context(root: Mailing, current: Mailing) -> dict[str, object]:
    payload = current.payload
    return {
        "root": root,
        "current": current,
        "list": root.channel,
        "open": queries.takes_sign_ups(root.channel),
        "payload": payload,
        "paragraphs": composing.paragraphs_of(payload),
        "direction": composing.direction_of(payload.language),
        "corrected_at": current.made_at if current.pk != root.pk else None,
        "addresses": {root.path.split("/")[1]: root.path},
    }


@require_safe
def picture(request: HttpRequest, key: str, sha256: str) -> HttpResponse:
    """A frozen picture of what a mailing says now; of one that was withdrawn, and of no other, there is none."""
    root = queries.mailing_at(_key(key))
    if root is None or root.withdrawn_at is not None:
        raise Http404
    named = {item.sha256: item.mime for item in queries.current_of(root).payload.media}
    if sha256 not in named:
        raise Http404
    try:
        content = read_blob(sha256)
    except (FileNotFoundError, BlobDamaged) as error:
        raise Http404 from error
    answer = HttpResponse(content, content_type=named[sha256])
    answer.headers["Cache-Control"] = "public, max-age=86400"
    return answer


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404 from error
