"""What the tests of the records stage share: functions from a paper in Markdown to what is found in it."""

from collections.abc import Callable

from extractor.core.annotation import Annotation
from extractor.core.candidate import Extraction

Extract = Callable[[str], Extraction]
Annotate = Callable[[str], Annotation]
