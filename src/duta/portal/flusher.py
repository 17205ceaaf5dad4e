"""What writes the counted page views of this process down."""

from duta.core.flushing import Flusher
from duta.portal.operations import flush_views

FLUSHER = Flusher("page views", flush_views)
