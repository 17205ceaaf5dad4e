"""The public site: homes, organisations' pages, stories at their permanent addresses, lists, feeds, search engines' maps.

Reads what the rooms below have released and shows it; the only rows it writes are its own counts of page views, which
``operations.record_views`` hands to the metrics. It never decides what is public: a story is here when it is live.
"""
