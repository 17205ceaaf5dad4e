"""The newsroom's own pages on the desk, each behind the one permission policy: a sibling's thing is a 404."""
