"""Documents as pictures that are not laid out yet, and what is on them."""

from provenance.graph.fold import fold
from provenance.graph.picture import Options


def url_of(kind, public_id):
    return f"/{kind}/{public_id}"


def folded(document, detail="data", budget=1000, **options):
    return fold(document, Options(detail=detail, budget=budget, **options), url_of)


def shown(picture, kind):
    """The ids that the cards of a kind lead to."""
    prefix = f"/{kind}/"
    return [
        card.url.removeprefix(prefix)
        for card in picture.cards
        if card.url.startswith(prefix) and card.kind == kind
    ]


def jobs_of(document):
    return [node.id for node in document.activities if not node.root]


def files_on(picture):
    """How many entities all the cards of a picture stand for."""
    counted = {
        "entity": lambda card: 1,
        "collection": lambda card: card.count,
        "rest": lambda card: int(card.title.split()[1]),
    }
    return sum(
        counted[card.kind](card) for card in picture.cards if card.kind in counted
    )
