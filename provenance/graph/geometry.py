"""Points, boxes and curves in pixels; y grows downwards."""

from dataclasses import dataclass

from provenance.graph.picture import Card, Edge

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    left: float
    top: float
    right: float
    bottom: float

    @property
    def centre(self) -> float:
        return (self.left + self.right) / 2

    def holds(self, point: Point, margin: float = 0) -> bool:
        x, y = point
        return (
            self.left - margin < x < self.right + margin
            and self.top - margin < y < self.bottom + margin
        )

    def meets(self, other: "Box") -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


@dataclass(frozen=True, slots=True)
class Placed:
    """A card and where it is; the box of a container is around all that it holds."""

    card: Card
    box: Box


@dataclass(frozen=True, slots=True)
class Route:
    """An edge as Bézier curves: a point, then three more for each curve."""

    edge: Edge
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """Cards in the order in which one reads them."""

    width: float
    height: float
    cards: tuple[Placed, ...]
    routes: tuple[Route, ...]
