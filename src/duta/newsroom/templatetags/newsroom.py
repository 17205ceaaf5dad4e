"""``{{ code|language }}``: a language's name in the reader's language."""

from django import template

from duta.core.languages import language_name

register = template.Library()
register.filter("language", language_name)
