"""The pages that people see. Pure: what goes in is shown; nothing is read or written here."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlsplit

from duta.connectors.bundled.practice.server.html import Child, Html, h, join
from duta.connectors.bundled.practice.server.lessons import Lesson, Plan
from duta.connectors.bundled.practice.server.store import PAGE, Account, Post, Reply
from duta.connectors.bundled.practice.server.words import LANGUAGES, MONTHS, word
from duta.connectors.protocol import Span, SpanKind
from duta.connectors.spans import spans_of

MINUTE, HOUR, DAY = 60, 3600, 86400
ICONS = {
    "like": "M12 20.3 4.9 13.4a4.6 4.6 0 0 1 6.5-6.5l.6.6.6-.6a4.6 4.6 0 0 1 6.5 6.5z",
    "share": (
        "m17 3.2 3.2 3.2L17 9.6M20 6.4H8.2A4.2 4.2 0 0 0 4 10.6v1"
        "M7 20.8l-3.2-3.2L7 14.4M4 17.6h11.8a4.2 4.2 0 0 0 4.2-4.2v-1"
    ),
    "reply": "M5 5.5h14v10H11l-4 3.6v-3.6H5z",
}


@dataclass(frozen=True)
class View:
    """What a page needs to know of its reader: language, path, form token, the clock, the visitor's name."""

    language: str
    path: str
    token: str
    now: float
    name: str = ""
    newest: int = 0

    def __call__(self, key: str, **values: str | int) -> str:
        """Return a sentence in the reader's language."""
        return word(key, self.language, **values)


def page(view: View, title: str, *content: Child, aside: Child = None) -> str:
    """Return a whole page: the banner, the head, the content, an aside."""
    head = h(
        "head", None,
        h("meta", {"charset": "utf-8"}),
        h("meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"}),
        h("meta", {"name": "robots", "content": "noindex, nofollow"}),
        h("meta", {"name": "color-scheme", "content": "light dark"}),
        h("title", None, f"{title} · {view('name')}"),
        h("link", {"rel": "icon", "href": "/static/latihan.svg", "type": "image/svg+xml"}),
        h("link", {"rel": "preload", "href": "/static/plus-jakarta-sans-latin-wght-normal.woff2", "as": "font",
                   "type": "font/woff2", "crossorigin": "anonymous"}),
        h("link", {"rel": "stylesheet", "href": "/static/latihan.css"}),
        h("script", {"src": "/static/latihan.js", "defer": True}),
    )  # fmt: skip
    body = h(
        "body", {"data-newest": view.newest},
        h("a", {"class": "skip", "href": "#main"}, view("skip")),
        h("p", {"class": "banner", "role": "note"}, h("span", {"class": "wrap"}, view("banner"))),
        _masthead(view),
        h("div", {"class": "wrap columns"}, h("main", {"id": "main"}, *content), aside),
    )  # fmt: skip
    return "<!doctype html>" + h("html", {"lang": view.language}, head, body)


def _masthead(view: View) -> Html:
    name = [view("name"), h("small", None, view("tagline"))]
    mark = h("a", {"class": "mark", "href": "/"}, _kawung(), h("span", None, *name))
    links = [("/", "home"), ("/lessons", "lessons")]
    items = [
        h("a", {"href": href, "aria-current": "page" if view.path == href else None}, view(key)) for href, key in links
    ]
    languages = [
        h("a", {"href": f"?lang={code}", "lang": code, "hreflang": code, "title": name,
                "aria-current": "true" if code == view.language else None}, code.upper())
        for code, name in LANGUAGES.items()
    ]  # fmt: skip
    nav = h("nav", {"aria-label": view("name")}, *items)
    switch = h("nav", {"class": "languages", "aria-label": view("language")}, *languages)
    return h("header", {"class": "masthead"}, h("div", {"class": "wrap"}, mark, nav, switch))


def _kawung() -> Html:
    """Draw the mark: one flower of the kawung pattern."""
    petals = [h("ellipse", {"cx": 24, "cy": 12.5, "rx": 7, "ry": 10.5, "transform": f"rotate({angle} 24 24)"})
              for angle in (45, 135, 225, 315)]  # fmt: skip
    dot = h("circle", {"cx": 24, "cy": 24, "r": 2.6, "class": "dot"})
    return h("svg", {"viewBox": "0 0 48 48", "aria-hidden": "true", "class": "kawung"}, *petals, dot)


def timeline(view: View, posts: list[Post], accounts: list[Account], *, before: int | None = None) -> str:
    """Return the home page."""
    fresh = h("a", {"class": "fresh", "href": "/", "hidden": True, "role": "status"}, view("new_posts"))
    back = h("p", {"class": "more"}, h("a", {"href": "/"}, view("newest"))) if before else None
    content = [h("h1", {"class": "quiet"}, view("home")), fresh, back, *_list(view, posts, "/")]
    if not posts and not before:
        content = [_empty(view)]
    return page(view, view("home"), *content, aside=_aside(view, accounts))


def account_page(view: View, account: Account, posts: list[Post]) -> str:
    """Return the page of one account."""
    key = "posts_count_one" if account.posts == 1 else "posts_count"
    facts = f"{view(key, count=account.posts)}, {view('since', date=_date(view, account.created_at))}"
    head = h(
        "section", {"class": "profile"},
        h("span", {"class": f"pattern tone{_tone(account)}", "aria-hidden": "true"}),
        _avatar(account, large=True),
        h("div", None, h("h1", None, account.name), h("p", {"class": "soft"}, f"@{account.handle}"),
          h("p", {"class": "soft"}, facts)),
    )  # fmt: skip
    shown = _list(view, posts, f"/@{account.handle}") or [h("p", {"class": "note"}, view("no_posts"))]
    return page(view, account.name, head, *shown)


def tag_page(view: View, tag: str, posts: list[Post]) -> str:
    """Return what carries one tag."""
    title = view("tag_title", tag=tag)
    shown = _list(view, posts, f"/tag/{quote(tag)}") or [h("p", {"class": "note"}, view("no_posts"))]
    return page(view, title, h("h1", None, title), *shown)


def post_page(view: View, post: Post, replies: list[Reply]) -> str:
    """Return one post with its replies and the form for one more."""
    said = [_reply(view, reply) for reply in replies] or [h("p", {"class": "note"}, view("no_replies"))]
    section = h(
        "section", {"class": "replies", "id": "replies", "aria-labelledby": "replies-title"},
        h("h2", {"id": "replies-title"}, view("replies")),
        *said,
        _reply_form(view, post),
    )  # fmt: skip
    title = f"{post.account.name}: {' '.join(post.body['text'].split())[:60]}"
    return page(view, title, h("h1", {"class": "quiet"}, post.account.name), _card(view, post, alone=True), section)


def message_page(view: View, title: str, text: str) -> str:
    """Return a page that says one thing."""
    back = h("p", None, h("a", {"class": "button", "href": "/"}, view("home")))
    return page(view, title, h("section", {"class": "empty"}, h("h1", None, title), h("p", None, text), back))


def key_page(view: View, *, wrong: bool = False) -> str:
    """Ask for the installation's key."""
    problem = h("p", {"class": "problem", "role": "alert"}, view("key_wrong")) if wrong else None
    form = h(
        "form", {"method": "post", "action": "/lessons/enter", "class": "stack panel"},
        h("p", None, view("key_text")), problem, _token(view),
        h("label", {"for": "key"}, view("key")),
        h("input", {"id": "key", "name": "key", "type": "password", "autocomplete": "off", "required": True}),
        h("button", {"class": "button go"}, view("enter")),
    )  # fmt: skip
    return page(view, view("key_title"), h("h1", None, view("key_title")), form)


def lessons_page(view: View, plan: Plan | None) -> str:
    """Return the trainer's room."""
    choices = [_lesson_choice(view, lesson, chosen=lesson is Lesson.REFUSE) for lesson in Lesson]
    form = h(
        "form", {"method": "post", "action": "/lessons", "class": "stack"},
        _token(view),
        h("fieldset", {"class": "choices"}, h("legend", None, view("choose")), *choices),
        h("div", {"class": "fields"},
          _number(view, "times", "1", "times_hint"), _number(view, "seconds", "30", "seconds_hint"),
          _reason(view)),
        h("button", {"class": "button go"}, view("start")),
    )  # fmt: skip
    intro = h("p", {"class": "lead"}, view("lessons_text"))
    return page(view, view("lessons"), h("h1", None, view("lessons")), intro, _running(view, plan), form)


def _running(view: View, plan: Plan | None) -> Html:
    if plan is None:
        return h("p", {"class": "running", "role": "status"}, view("none_running"))
    left = view("running_left", count=plan.times) if plan.times else view("running_always")
    said = f"{view('running', lesson=view(f'lesson_{plan.lesson}'))}, {left}"
    stop = h(
        "form", {"method": "post", "action": "/lessons/stop"}, _token(view),
        h("button", {"class": "button"}, view("stop")),
    )  # fmt: skip
    return h("div", {"class": "running on", "role": "status"}, h("p", None, said), stop)


def _lesson_choice(view: View, lesson: Lesson, *, chosen: bool) -> Html:
    radio = h("input", {"type": "radio", "name": "lesson", "value": lesson.value, "checked": chosen, "required": True})
    text = h("span", None, h("b", None, view(f"lesson_{lesson}")), h("small", None, view(f"lesson_{lesson}_text")))
    return h("label", {"class": "choice"}, radio, text)


def _number(view: View, name: str, value: str, hint: str) -> Html:
    field = h("input", {"id": name, "name": name, "type": "number", "min": 0, "value": value, "inputmode": "numeric",
                        "aria-describedby": f"{name}-hint"})  # fmt: skip
    return h("p", {"class": "field"}, h("label", {"for": name}, view(name)), field,
             h("small", {"id": f"{name}-hint"}, view(hint)))  # fmt: skip


def _reason(view: View) -> Html:
    field = h("input", {"id": "reason", "name": "reason", "value": view("default_reason"), "maxlength": 300})
    return h("p", {"class": "field wide"}, h("label", {"for": "reason"}, view("reason")), field)


def _token(view: View) -> Html:
    return h("input", {"type": "hidden", "name": "token", "value": view.token})


def _empty(view: View) -> Html:
    return h("section", {"class": "empty"}, _kawung(), h("h1", None, view("empty_title")),
             h("p", None, view("empty_text")))  # fmt: skip


def _aside(view: View, accounts: list[Account]) -> Html:
    about = h("section", {"class": "panel"}, h("h2", None, view("about_title")), h("p", None, view("about_text")))
    if not accounts:
        return h("aside", None, about)
    rows = [
        h("li", None, _avatar(account), h("span", None, h("a", {"href": f"/@{account.handle}"}, account.name),
          h("small", None, view("posts_count_one" if account.posts == 1 else "posts_count", count=account.posts))))
        for account in accounts
    ]  # fmt: skip
    listed = h("section", {"class": "panel"}, h("h2", None, view("accounts")), h("ul", {"class": "accounts"}, *rows))
    return h("aside", None, about, listed)


def _list(view: View, posts: list[Post], path: str) -> list[Child]:
    cards: list[Child] = [_card(view, post) for post in posts]
    if len(posts) == PAGE:
        cards.append(h("p", {"class": "more"}, h("a", {"href": f"{path}?before={posts[-1].id}"}, view("older"))))
    return cards


def _card(view: View, post: Post, *, alone: bool = False) -> Html:
    moment = datetime.fromtimestamp(post.stored_at, UTC)
    when = h("time", {"datetime": moment.isoformat(timespec="seconds"), "title": _exact(view, moment)},
             _ago(view, post.stored_at))  # fmt: skip
    who = h(
        "header", None, _avatar(post.account),
        h("p", None, h("a", {"class": "name", "href": f"/@{post.account.handle}"}, post.account.name),
          h("span", {"class": "soft"}, f"@{post.account.handle} · ", h("a", {"href": f"/p/{post.id}"}, when))),
    )  # fmt: skip
    text = h(
        "p", {"class": "text", "lang": post.body.get("language") or None}, *map(_span, spans_of(post.body["text"]))
    )
    body: list[Child] = [text, _pictures(view, post.body["media"])]
    if post.body["link"]:
        body.append(_link_card(post.body["link"]))
    classes = "post alone" if alone else "post"
    return h("article", {"class": classes, "id": f"p{post.id}"}, who, *body, _buttons(view, post, alone=alone))


def _span(span: Span) -> Child:
    match span.kind:
        case SpanKind.LINK:
            return h("a", {"href": span.target, "rel": "nofollow noopener"}, span.text)
        case SpanKind.TAG:
            return h("a", {"href": f"/tag/{quote(span.target)}", "class": "tag"}, span.text)
        case SpanKind.MENTION:
            return h("span", {"class": "mention"}, span.text)
        case SpanKind.TEXT:
            return span.text


def _pictures(view: View, media: list[dict[str, Any]]) -> Html | None:
    if not media:
        return None
    figures = []
    for item in media:
        size = {"width": item["width"] or None, "height": item["height"] or None}
        picture = h("img", {"src": f"/media/{item['sha256']}", "alt": item["alt"], "loading": "lazy", **size})
        alt = h(
            "details", {"class": "alt"}, h("summary", {"aria-label": view("alt")}, "ALT"), h("p", None, item["alt"])
        )
        figures.append(h("figure", None, picture, alt))
    return h("div", {"class": f"pictures n{min(len(media), 4)}"}, *figures)


def _link_card(link: dict[str, str]) -> Html:
    picture: Child = h("span", {"class": "pattern", "aria-hidden": "true"})
    if link["thumbnail"]:
        picture = h("img", {"src": f"/media/{link['thumbnail']}", "alt": "", "loading": "lazy"})
    domain = (urlsplit(link["url"]).hostname or "").removeprefix("www.")
    words = h(
        "span", {"class": "words"}, h("small", None, domain), h("b", None, link["title"] or domain),
        h("span", {"class": "soft"}, link["description"]) if link["description"] else None,
    )  # fmt: skip
    return h("a", {"class": "card", "href": link["url"], "rel": "nofollow noopener"}, picture, words)


def _buttons(view: View, post: Post, *, alone: bool) -> Html:
    target = "#reply" if alone else f"/p/{post.id}#reply"
    reply = h("a", {"class": "press", "href": target}, _icon("reply"), h("span", None, view("reply")),
              h("b", None, post.replies or ""))  # fmt: skip
    return h(
        "footer", None, reply,
        _press(view, post, "share", post.shares, alone=alone), _press(view, post, "like", post.likes, alone=alone),
    )  # fmt: skip


def _press(view: View, post: Post, kind: str, count: int, *, alone: bool) -> Html:
    pressed = kind in post.pressed
    hint = view({"like": "liked", "share": "shared"}[kind]) if pressed else None
    button = h(
        "button", {"class": f"press {kind}", "aria-pressed": "true" if pressed else "false", "title": hint},
        _icon(kind), h("span", None, view(kind)), h("b", None, count or ""),
    )  # fmt: skip
    back = h("input", {"type": "hidden", "name": "back", "value": f"/p/{post.id}" if alone else view.path})
    return h(
        "form", {"method": "post", "action": f"/p/{post.id}/{kind}", "data-press": True}, _token(view), back, button
    )


def _icon(kind: str) -> Html:
    return h("svg", {"viewBox": "0 0 24 24", "aria-hidden": "true"}, h("path", {"d": ICONS[kind]}))


def _reply(view: View, reply: Reply) -> Html:
    text = h("p", {"class": "text"}, reply.text)
    name = h("p", None, h("b", None, reply.name), h("span", {"class": "soft"}, f" · {_ago(view, reply.at)}"))
    return h("article", {"class": "reply", "id": f"r{reply.id}"}, name, text)


def _reply_form(view: View, post: Post) -> Html:
    return h(
        "form", {"method": "post", "action": f"/p/{post.id}/reply", "class": "stack panel", "id": "reply"},
        _token(view),
        h("label", {"for": "name"}, view("your_name")),
        h("input", {"id": "name", "name": "name", "maxlength": 40, "value": view.name or view("participant"),
                    "autocomplete": "nickname"}),
        h("label", {"for": "text"}, view("your_reply")),
        h("textarea", {"id": "text", "name": "text", "maxlength": 280, "rows": 3, "required": True,
                       "aria-describedby": "text-hint"}),
        h("small", {"id": "text-hint"}, view("reply_hint")),
        h("button", {"class": "button go"}, view("send")),
    )  # fmt: skip


def _avatar(account: Account, *, large: bool = False) -> Html:
    words = [part for part in account.name.replace("-", " ").split() if part[0].isalnum()] or [account.handle]
    initials = (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()
    classes = f"avatar tone{_tone(account)}{' large' if large else ''}"
    return h("span", {"class": classes, "aria-hidden": "true"}, initials)


def _tone(account: Account) -> int:
    """Give an account one of six colours, always the same."""
    return sum(account.handle.encode()) % 6


def _ago(view: View, moment: float) -> str:
    passed = max(0, int(view.now - moment))
    if passed < MINUTE:
        return view("now")
    if passed < HOUR:
        return view("minutes", count=passed // MINUTE)
    if passed < DAY:
        return view("hours", count=passed // HOUR)
    return view("yesterday") if passed < 2 * DAY else _date(view, moment)


def _date(view: View, moment: float) -> str:
    day = datetime.fromtimestamp(moment, UTC)
    return f"{day.day} {MONTHS[view.language][day.month - 1]} {day.year}"


def _exact(view: View, moment: datetime) -> str:
    separator = "." if view.language == "id" else ":"
    return f"{_date(view, moment.timestamp())}, {moment.strftime(f'%H{separator}%M')} UTC"


__all__ = ["View", "account_page", "join", "key_page", "lessons_page", "message_page", "page", "post_page",
           "tag_page", "timeline"]  # fmt: skip
