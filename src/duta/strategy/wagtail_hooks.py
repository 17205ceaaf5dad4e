"""Plans in the desk."""

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks

from duta.strategy.viewsets import StrategyGroup

strategy_group = StrategyGroup()


@hooks.register("register_admin_viewset")
def plans() -> StrategyGroup:
    """Show the menu "Strategy"."""
    return strategy_group


@hooks.register("insert_global_admin_css")
def plan_style() -> SafeString:
    """Put the plans' components on the desk."""
    return format_html('<link rel="stylesheet" href="{}">', static("strategy/plan.css"))
