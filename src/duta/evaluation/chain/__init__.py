"""The chain, as data: from an objective to what was done for it, what was sent, what was observed, and back.

``chain_of(kind, pk, user)`` answers for any "objective", "activity", "story", "delivery", "indicator" or "reading". A
screen draws ``Chain.columns()`` side by side, or stacked, and ``Chain.links()`` between them.

    Objective -> Activity -> Story -> Channel version -> Delivery, receipt -> Observation -> Reading -> Indicator
                                                     -> Link              -> Clicks

What holds:
- Every figure of a node that counts something equals the sum of the same figure of its children (``Chain.children_of``),
  down to the observations. A figure that cannot be added up (a survey) stays at its observation (``Figure.adds``).
- What lies beside the way to the asked thing is folded: up to ``FEW`` neighbours stand without what is below them, more
  become one node ("others", ``folded`` says how many). Sums stay whole.
- Plans of the organisations above are there, as everywhere. Stories of organisations that the person may not look at are
  left out of nodes and sums, and ``Chain.hidden`` counts them: then a reading may say more than the nodes below it.
  What was sent of a story belongs to the story, also on a channel of an organisation above.
- A reading's node carries ``explanation``: formula, metric with version, rule, window, and each observation it used.
- The number of queries does not grow with the number of stories.
"""

from duta.evaluation.chain.building import chain_of
from duta.evaluation.chain.shape import Chain, Column, Explanation, Figure, Node, Term, Tone

__all__ = ["Chain", "Column", "Explanation", "Figure", "Node", "Term", "Tone", "chain_of"]
