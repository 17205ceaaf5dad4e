"""The communication strategy: what is to be achieved, for whom, by which activities, measured how.

Knows no story: stories name the activity they serve.
"""
