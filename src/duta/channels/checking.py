"""Look at a channel without publishing: its health and its limits in force. Worker only; waits for the network."""

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime

from duta.channels import operations, queries
from duta.channels.budget import budget_from, tightest
from duta.channels.models import Channel
from duta.channels.sessions import OpenedChannel, open_channel, outgoing_http
from duta.connectors.protocol import Limits, Locked
from duta.core.http import Answer, MaybeSent, NotSent
from duta.core.problems import Problem

log = logging.getLogger(__name__)
PATIENCE = 60.0  # seconds for one channel, all its requests together
AT_ONCE = 20  # channels in one run of the duty


def check_due_channels(now: datetime) -> int:
    """Check the channels whose time has come; return how many. Two workers never check one channel twice."""
    due = list(queries.checks_due(now).select_related("credential", "organisation")[:AT_ONCE])
    mine = [channel for channel in due if operations.begin_check(channel=channel, now=now)]
    for channel in mine:
        check_channel(channel=channel, now=now)
    return len(mine)


def check_channel(*, channel: Channel, now: datetime) -> Sequence[Problem]:
    """Sign in, read the limits, and write down what was found; returns the problems. Holds no transaction."""
    limits: Limits | None = None
    answers: list[Answer] = []
    try:
        problems, limits = asyncio.run(_look(open_channel(channel, now=now), answers))
    except Locked as locked:
        problems = [locked.problem]
    said = [budget for answer in answers if (budget := budget_from(answer.headers, now=now))]
    operations.finish_check(channel=channel, problems=problems, limits=limits, budget=tightest(said), now=now)
    return problems


async def _look(opened: OpenedChannel, answers: list[Answer]) -> tuple[Sequence[Problem], Limits | None]:
    """Look; what the platform answered is added to ``answers``, for what their headers say of our budget."""
    try:
        async with asyncio.timeout(PATIENCE), outgoing_http(heard=answers.append) as http:
            session = opened.session(http)
            problems = list(await opened.connector.check(session))
            return problems, None if problems else await opened.connector.limits(session)
    except Locked:
        raise
    except (NotSent, MaybeSent, TimeoutError) as error:
        return [Problem("platform_down", said=str(error))], None
    except Exception as error:  # a third party's code: its fault is one channel's problem, not the worker's
        log.exception("the connector %s failed while channel %s was checked", opened.connector.key, opened.channel_id)
        return [Problem("connector_fault", {"fault": type(error).__name__})], None
