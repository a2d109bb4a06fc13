"""The forms in which the provenance of a job can be had, below the job's address."""

from collections.abc import Mapping

from provenance.drawing import FORMATS as FORMS
from provenance.export.formats import Format

# By the last part of their address
FORMATS: Mapping[str, Format] = {
    "provjson": FORMS["prov-json"],
    "provxml": FORMS["prov-xml"],
    "provn": FORMS["prov-n"],
    "provttl": FORMS["turtle"],
    "provtrig": FORMS["trig"],
    "provjsonld": FORMS["json-ld"],
    "provivoa": FORMS["ivoa-json"],
    "provvot": FORMS["votable"],
    "provdot": FORMS["dot"],
    "provsvg": FORMS["svg"],
    "provpng": FORMS["png"],
    "provpdf": FORMS["pdf"],
}
