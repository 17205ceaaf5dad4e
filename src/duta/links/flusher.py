"""What writes the counted clicks of this process down."""

from duta.core.flushing import Flusher
from duta.links.operations import flush_clicks

FLUSHER = Flusher("clicks", flush_clicks)
