"""Stories and their channel versions; submission, clearance and release.

A story is a Wagtail page; drafts, revisions and the editor are Wagtail's. What is ours: the whole is frozen when it is
submitted, a named signatory signs its hash, a release verifies the hash and executes it. Nothing else makes a page
live: ``guards`` refuses every other way.
"""
