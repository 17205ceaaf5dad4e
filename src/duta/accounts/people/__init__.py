"""The desk's screens for people and their roles: for those who administer an organisation."""
