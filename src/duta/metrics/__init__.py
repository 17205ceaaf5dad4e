"""The metric dictionary, and observations: ``record_observations()`` for every room above.

An observation is one value of one metric for one thing at one time, with its origin. Counts that only grow are kept
as samples of the running total, and only when they changed.
"""
