"""Links in the desk."""

from wagtail import hooks

from duta.links.viewsets import LinkViewSet, link_viewset


@hooks.register("register_admin_viewset")
def register_links() -> LinkViewSet:
    """Serve the links' pages and their QR codes."""
    return link_viewset
