"""Database relations lead downward, like imports."""

from pathlib import Path

import pytest

from architecture import relations
from architecture.rooms import copy_of_the_source, heights, run_in

PROGRAM = str(Path(relations.__file__))


def test_every_relation_leads_to_its_own_room_or_a_lower_one():
    assert relations.breaks(heights()) == []


def test_relations_are_seen_whether_named_by_class_or_by_string():
    found = {(name.rsplit(".", 1)[-1], target) for name, _, target in relations.relations()}
    assert ("organisation", "accounts") in found
    assert ("signatory", "accounts") in found
    assert ("released_by", "accounts") in found  # settings.AUTH_USER_MODEL, a string


@pytest.mark.parametrize(
    "planted",
    [
        'story = models.ForeignKey("newsroom.Story", on_delete=models.CASCADE, null=True)',
        'stories = models.ManyToManyField("newsroom.Story")',
        'story = models.OneToOneField("newsroom.Story", on_delete=models.CASCADE, null=True, related_name="+")',
    ],
)
def test_a_planted_relation_upward_is_found(tmp_path, planted):
    copy = copy_of_the_source(tmp_path)
    models = copy / "src/duta/core/models.py"
    models.write_text(models.read_text() + f"\n\nclass Planted(models.Model):\n    {planted}\n")
    done = run_in(copy, "python", PROGRAM)
    assert done.returncode == 1, done.stderr
    assert "leads from core up to newsroom" in done.stdout
