"""From a Draft to a Picture: words, sizes and addresses for every node."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from provenance.graph import activities, files, links, notes, sizes
from provenance.graph.draft import Draft
from provenance.graph.history import History
from provenance.graph.labels import labels
from provenance.graph.picture import Card, Edge, Kind, Options, Picture, UrlOf
from provenance.graph.scope import Node

CARDS: Mapping[Kind, Callable[[Node, History], Card]] = {
    "more": activities.missing,
    "entity": files.card,
    "collection": files.collection,
    "rest": files.rest,
    "agent": notes.agent,
    "parameters": notes.parameters,
    "hidden": notes.hidden,
}


def picture(history: History, draft: Draft, url_of: UrlOf, options: Options) -> Picture:
    ids = {node: f"n{number}" for number, node in enumerate(draft.nodes, 1)}
    cards = {
        node: replace(
            _bare(_card(node, history, draft), options),
            id=ids[node],
            inside=ids.get(draft.inside[node], "") if node in draft.inside else "",
            is_focus=node == draft.focus,
            url=links.safe(_url(node, history, url_of)),
        )
        for node in draft.nodes
    }
    said = labels(draft.lines, cards)
    missing = sum(len(node.ids) for node in draft.nodes if node.kind == "more")
    return Picture(
        title=_title(draft, cards),
        cards=tuple(sizes.sized(cards.values())),
        edges=tuple(
            Edge(ids[line.cause], ids[line.effect], line.relation, said[line])
            for line in draft.lines
        ),
        sequence=tuple((ids[one], ids[next_]) for one, next_ in draft.sequence),
        left_out=missing + history.document.left_out,
        way=options.way,
    )


def _bare(card: Card, options: Options) -> Card:
    """Without attributes only what tells it from others is left."""
    if options.attributes or card.kind in ("parameters", "more", "rest"):
        return card
    return replace(card, subtitle="", chips=())


def _title(draft: Draft, cards: Mapping[Node, Card]) -> str:
    what = cards[draft.focus].title if draft.focus else "nothing"
    return f"Provenance of {what}"


def _card(node: Node, history: History, draft: Draft) -> Card:
    if node.kind == "activity":
        return activities.card(node, history, draft)
    return CARDS[node.kind](node, history)


def _url(node: Node, history: History, url_of: UrlOf) -> str:
    """Several files lead to the job that made them, or else to one that used them."""
    first = node.ids[0]
    match node.kind:
        case "activity":
            return url_of("step" if first in history.inside else "activity", first)
        case "parameters":
            return url_of("activity", first)
        case "more" | "entity" | "agent":
            return url_of(node.kind, first)
        case "collection" | "rest":
            near = [*history.makers.get(first, ()), *history.users.get(first, ())]
            return url_of("activity", history.job(near[0].activity))
        case "hidden":
            return ""
