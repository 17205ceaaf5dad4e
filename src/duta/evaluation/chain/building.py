"""Build a chain: nodes from facts, sums, folding, and then the readings that stand on them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils import timezone

from duta.evaluation.chain.facts import Facts, asked_for, facts_for
from duta.evaluation.chain.readings import Places, reading_nodes, standing_of_objective
from duta.evaluation.chain.shape import Chain, Column, Node, folded, names_of, with_sums
from duta.evaluation.chain.stories import nodes_of_work, observation_node
from duta.evaluation.works import thing_of_plan
from duta.metrics.figures import measured
from duta.strategy.models import Activity, Objective
from duta.strategy.rules import said


def chain_of(kind: str, pk: Any, user: Any) -> Chain | None:
    """Return the chain of a thing, or None when it is not there for the person: a view then answers 404."""
    asked = asked_for(kind, pk, user)
    if asked is None:
        return None
    facts = facts_for(asked, user)
    whole = with_sums(list(_Built(facts).nodes()))
    nodes, gone = folded(whole, _middle(facts))
    nodes += reading_nodes(facts, Places(names_of(whole), {node.key for node in nodes}, gone))
    nodes = [replace(node, is_asked=node.key == asked.node) for node in nodes]
    title = next(node.label for node in nodes if node.is_asked)
    return Chain(asked.kind, asked.pk, title, tuple(nodes), facts.hidden)


def _middle(facts: Facts) -> str:
    """The node of the plan around which the chain is folded: an indicator folds nothing that it counts."""
    indicator = facts.asked.indicator
    if indicator is None:
        return facts.asked.node
    return f"activity:{indicator.activity.pk}" if indicator.activity else f"objective:{indicator.objective_id}"


@dataclass(frozen=True)
class _Built:
    """Nodes of the plan and of the stories, every parent before its children."""

    facts: Facts

    def nodes(self) -> Iterator[Node]:
        """Yield the nodes in the order of the tree."""
        objective = self.facts.asked.objective
        if objective is not None:
            yield _objective_node(objective, self.facts)
            if not self.facts.asked.counts_one_activity:
                yield from self._observed(objective, f"objective:{objective.pk}")
        for activity in self.facts.activities:
            yield _activity_node(activity)
            yield from self._observed(activity, f"activity:{activity.pk}")
        for work in self.facts.works:
            parent = self._parent(work.key, work.activity_id)
            yield from nodes_of_work(work, parent, self.facts)

    def _observed(self, row: Activity | Objective, parent: str) -> Sequence[Node]:
        node = observation_node(str(thing_of_plan(row)), parent, self.facts)
        return [node] if node else []

    def _parent(self, key: str, activity_id: int | None) -> str:
        asked = self.facts.asked
        if asked.story and key == str(asked.story.translation_key):
            activity_id = asked.activity.pk if asked.activity else None
        known = {activity.pk for activity in self.facts.activities}
        return f"activity:{activity_id}" if activity_id in known else ""


def _objective_node(objective: Objective, facts: Facts) -> Node:
    state, tone = standing_of_objective(objective, facts, now=timezone.now())
    way = f"{measured(objective.baseline, objective.unit)} → {measured(objective.target, objective.unit)}"
    return Node(
        key=f"objective:{objective.pk}", column=Column.OBJECTIVE, kind="objective", pk=str(objective.pk),
        label=objective.label, state=state, tone=tone, sub=f"{way}, {said(objective.deadline)}",
        chain=("objective", str(objective.pk)),
    )  # fmt: skip


def _activity_node(activity: Activity) -> Node:
    return Node(
        key=f"activity:{activity.pk}", column=Column.ACTIVITY, kind="activity", pk=str(activity.pk),
        label=activity.label, sub=f"{said(activity.starts_on)} – {said(activity.ends_on)}",
        parents=(f"objective:{activity.objective_id}",), chain=("activity", str(activity.pk)),
    )  # fmt: skip
