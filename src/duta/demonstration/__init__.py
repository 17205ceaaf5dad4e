"""A believable ministry, fictional in its figures, loaded on the first start of ``make run``.

Written with the same operations that people use; its dates are relative to the day it is loaded; nothing leaves the
machine. Tests never load it.
"""
