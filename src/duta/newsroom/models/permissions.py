"""What Wagtail's own screens may do with a story."""

from typing import Any

from wagtail.models import PagePermissionTester


class StoryPermissions(PagePermissionTester):
    """Nobody publishes, unpublishes, moves or deletes by Wagtail's own means what clearance governs."""

    def can_publish(self) -> bool:
        """Never: release is the only way, superusers included."""
        return False

    can_unpublish = can_publish
    can_publish_subpage = can_publish
    can_unschedule = can_publish
    can_lock = can_publish
    can_unlock = can_publish

    def can_set_view_restrictions(self) -> bool:
        """Official statements are public."""
        return False

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        """Only drafts that were never submitted."""
        allowed: bool = super().can_delete(ignore_bulk=ignore_bulk)
        return allowed and not self._on_record()

    def can_move(self) -> bool:
        """Only drafts that were never submitted."""
        return self.can_edit() and not self._on_record()

    def _on_record(self) -> bool:
        """Lists read the states of all their rows at once (``with_states``); the guards always ask the database."""
        if "submission_state" in self.page.__dict__:
            return self.page.submission_state is not None
        return bool(self.page.was_submitted)

    def can_move_to(self, destination: Any) -> bool:
        """Ask whether it may move at all, superusers included."""
        return self.can_move() and bool(super().can_move_to(destination))
