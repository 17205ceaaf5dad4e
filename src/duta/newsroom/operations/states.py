"""Change the state of a release or a submission, always from a named state, and put it on record."""

from datetime import datetime

from duta.accounts.models import User
from duta.core import audit
from duta.core.problems import Problem
from duta.newsroom.models import Release, Story, Submission
from duta.newsroom.operations.problems import NotPossible
from duta.newsroom.rules import RELEASE, SUBMISSION, ReleaseState, SubmissionState


def lock_story(pk: int) -> Story:
    """Lock a story until the transaction ends: a signature and a withdrawal never pass each other unseen."""
    story: Story = Story.objects.select_for_update().get(pk=pk)
    return story


def move_release(release: Release, new: ReleaseState, **changes: object) -> None:
    """Change the state by compare-and-swap. Raises NotPossible when another state came in between."""
    rows = Release.objects.filter(pk=release.pk, state__in=RELEASE.sources_of(new))
    if not rows.update(state=new, **changes):
        release.refresh_from_db()
        raise NotPossible(Problem("release_no_longer_open", {"state": str(release.get_state_display())}))
    _follow(release, state=new, **changes)


def close_submission(
    submission: Submission, new: SubmissionState, *, by: User, now: datetime, return_reason: str = ""
) -> None:
    """Close by compare-and-swap: of two people who press at once, one gets NotPossible."""
    changes = {"state": new, "closed_by": by, "closed_at": now, "return_reason": return_reason}
    rows = Submission.objects.filter(pk=submission.pk, state__in=SUBMISSION.sources_of(new), digest=submission.digest)
    if not rows.update(**changes):
        submission.refresh_from_db()
        raise NotPossible(Problem("no_longer_open", {"state": str(submission.get_state_display())}))
    _follow(submission, **changes)


def _follow(row: object, **changes: object) -> None:
    for name, value in changes.items():
        setattr(row, name, value)


def record_release(action: str, release: Release, by: User | None, now: datetime, **detail: object) -> None:
    """Put a change of a release on the audit trail."""
    organisation = release.submission.organisation_id
    audit.record(action=action, target=release, by=by, at=now, organisation_id=organisation, detail=dict(detail))


def record_submission(action: str, submission: Submission, by: User | None, now: datetime, **detail: object) -> None:
    """Put a change of a submission on the audit trail."""
    organisation = submission.organisation_id
    audit.record(action=action, target=submission, by=by, at=now, organisation_id=organisation, detail=dict(detail))
