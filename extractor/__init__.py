"""Find the patients in published case reports and series, every value with its quote.

``read_pdf``, ``extract``, ``Analyzer`` and ``assemble`` are the steps for Python users; each is loaded on first use.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from extractor.documents.read import read_pdf
    from extractor.nlp.analyze import Analyzer
    from extractor.records.assemble import assemble
    from extractor.workflows.extract import extract

__version__ = "0.1.0"
__all__ = ["Analyzer", "__version__", "assemble", "extract", "read_pdf"]

_HOMES = {
    "read_pdf": "extractor.documents.read",
    "extract": "extractor.workflows.extract",
    "Analyzer": "extractor.nlp.analyze",
    "assemble": "extractor.records.assemble",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
