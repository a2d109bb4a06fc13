"""The REST interface as one OpenAPI 3.1 document, made from the code."""

from jobs.uws.openapi.document import ALWAYS as SHARED
from jobs.uws.openapi.document import build

__all__ = ["SHARED", "build"]
