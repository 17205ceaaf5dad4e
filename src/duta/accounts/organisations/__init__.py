"""The desk's screens for the tree of organisations: for those who administer one."""
