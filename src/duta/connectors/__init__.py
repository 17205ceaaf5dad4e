"""Code that speaks the platforms' protocols: one folder each under ``bundled``, or a third party's package.

A connector imports neither Django nor another connector. It never decides whether something may be
published: it puts one frozen payload on one platform and tells what became of it. ``protocol`` is the
contract, ``registry`` finds connectors by entry point, ``testing`` has the contract suite and the fake for
third parties' tests.
"""
