"""A Picture as DOT: boxes of a size, lines between them, and no text of anybody."""

from collections.abc import Iterator, Mapping

import graphviz

from provenance.graph.picture import Card, Picture, Relation

INCH = 72  # of our pixels, so that Graphviz's point is a pixel
CLUSTER = "cluster_"
FOOT = "f"  # added to the id of a container: the point where lines leave it
WEIGHTS: Mapping[Relation, int] = {
    "used": 2,
    "generated": 3,
    "informed": 2,
    "configured": 1,
    "associated": 1,
}
GRAPH = {
    "rankdir": "TB",
    "nodesep": "0.28",
    "ranksep": "0.6",
    "splines": "true",
    "newrank": "true",  # the old way turns lines around at the borders of clusters
}
NODE = {"shape": "box", "fixedsize": "true", "label": ""}
EDGE = {"arrowhead": "none", "tailport": "s", "headport": "n"}
CONTAINER = {"margin": "16"}
# without weight, Graphviz may turn a line around that crosses the border of a cluster
PULL = {"style": "invis", "weight": "1"}
TURNED = ("LR", "RL")  # laid out with boxes on their sides, and turned afterwards
FLIPPED = ("BT", "RL")  # laid out the other way round
LARGE = 100  # cards; from there on the search for the best order is cut short
HURRY = {"nslimit": "2", "nslimit1": "2", "mclimit": "0.5"}


def source(picture: Picture) -> str:
    return _Writer(picture).write()


class _Writer:
    def __init__(self, picture: Picture) -> None:
        self.picture = picture
        self.inside: dict[str, list[Card]] = {}
        for card in picture.cards:
            self.inside.setdefault(card.inside, []).append(card)
        self.follows = [(edge.cause, edge.effect) for edge in picture.edges]
        self.follows += picture.sequence
        self.around = {card.id: card.inside for card in picture.cards}
        self.passes = [each for pair in self.follows for each in self._borders(*pair)]
        ahead = [cause for cause, _ in self.follows + self.passes]
        self.left = {cause for cause in ahead if cause in self.inside}
        if picture.way in FLIPPED:
            self.left |= {card.id for card in picture.cards if card.is_container}

    def write(self) -> str:
        hurry = HURRY if len(self.picture.cards) > LARGE else {}
        graph = graphviz.Digraph(
            graph_attr=GRAPH | hurry, node_attr=NODE, edge_attr=EDGE
        )
        self._add_cards(graph, "")
        for number, edge in enumerate(self.picture.edges):
            weight = str(WEIGHTS[edge.relation])
            start = self._exit(edge.cause)
            graph.edge(start, edge.effect, id=str(number), weight=weight)
        for one, following in self.picture.sequence:
            graph.edge(self._exit(one), following, **PULL)
        for cause, effect in self.passes:
            graph.edge(self._exit(cause), effect, **PULL)
        return str(graph.source)

    def _borders(self, cause: str, effect: str) -> Iterator[tuple[str, str]]:
        """What enters a container is above all of it, what leaves it is below."""
        left, entered = self._with_containers(cause), self._with_containers(effect)
        for around in entered[1:]:
            if around not in left:
                yield cause, around
        for around in left[1:]:
            if around not in entered:
                yield around, effect

    def _with_containers(self, card: str) -> list[str]:
        around = self.around[card]
        return [card, *(self._with_containers(around) if around else [])]

    def _exit(self, card: str) -> str:
        return card + FOOT if card in self.left else card

    def _add_cards(self, graph: graphviz.Digraph, container: str) -> None:
        for card in self.inside.get(container, ()):
            if card.is_container:
                self._add_container(graph, card)
            else:
                _add_box(graph, card.id, *self._size(card))

    def _size(self, card: Card) -> tuple[float, float]:
        is_turned = self.picture.way in TURNED
        return (card.height, card.width) if is_turned else (card.width, card.height)

    def _add_container(self, graph: graphviz.Digraph, card: Card) -> None:
        """Its head is a box above all that is inside, its foot one below.

        One of them has the size of the words: that which will be at the beginning of
        the picture.
        """
        is_flipped = self.picture.way in FLIPPED
        head, foot = ((1, 1), self._size(card))[:: 1 if is_flipped else -1]
        with graph.subgraph(name=CLUSTER + card.id, graph_attr=CONTAINER) as cluster:
            _add_box(cluster, card.id, *head)
            self._add_cards(cluster, card.id)
            if card.id in self.left:
                _add_box(cluster, card.id + FOOT, *foot)
        held = set(self._held(card.id))
        after = {effect for cause, effect in self.follows if cause in held}
        for child in self.inside[card.id]:
            if child.id not in after:
                graph.edge(card.id, child.id, **PULL)
        if card.id in self.left:
            self._keep_foot_below(graph, card.id, held)

    def _keep_foot_below(
        self, graph: graphviz.Digraph, container: str, held: set[str]
    ) -> None:
        before = {cause for cause, effect in self.follows if effect in held}
        for card in sorted(held - before):
            graph.edge(self._exit(card), container + FOOT, **PULL)

    def _held(self, container: str) -> list[str]:
        """The ids of all cards in the container and in those inside it."""
        children = [card.id for card in self.inside.get(container, ())]
        return children + [held for child in children for held in self._held(child)]


def _add_box(graph: graphviz.Digraph, name: str, width: float, height: float) -> None:
    graph.node(name, width=f"{width / INCH:.4f}", height=f"{height / INCH:.4f}")
