"""``{{ value|figure }}``, ``{{ value|measured:unit }}``: numbers on screens."""

from django import template

from duta.metrics.figures import figure, measured, share, unit_for_reader

register = template.Library()
register.filter("figure", figure)
register.filter("measured", measured)
register.filter("share", share)
register.filter("unit_for_reader", unit_for_reader)
