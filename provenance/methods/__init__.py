"""What a lineage did, in words for an article, with what it should cite."""

from provenance.methods.bibtex import bibtex
from provenance.methods.prose import paragraphs

__all__ = ["bibtex", "paragraphs"]
