"""Scanned pages → words with their places: a page without text is drawn, recognised and measured.

The recogniser (RapidOCR) tells letters; where words begin and end, how large they are, on which line they stand and
whether they are bold is measured on the ink itself, since the recogniser's own boxes are loose and some blanks escape
it. The recogniser is an optional extra: everything of it is imported here, when a scan is met.
"""

import logging
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray

from extractor.core.document import BOLD, RAISED
from extractor.core.errors import ModelMissing
from extractor.documents.columns import cut_in_columns
from extractor.documents.lines import Line, line_of
from extractor.documents.page import PageContent, Rule
from extractor.documents.turned import turned
from extractor.documents.words import RawWord

COMMAND = 'pip install "case-extractor[ocr]"'
"""What installs the recogniser."""
RESOLUTION = 200
"""Dots an inch of the drawn page: letters of 8 points are then 22 dots high, what the recogniser was trained on."""
MAX_DOTS = 12_000_000
"""Dots of a drawn page at most: 200 an inch on a sheet of A2."""
DETECTION_SIDE = 1280
"""Dots of the longer side on which lines are looked for: a fifth of the time, and the same lines found."""
FEW_LETTERS = 20
"""Letters up to which a page counts as having no text of its own."""
STAMP_LETTERS = 300
"""Letters that a stamp over a scan may have."""
SKEW = 0.03
"""Degrees from which a page counts as laid askew."""
MAX_SKEW = 8.0
SURE = 0.6
"""Least confidence of a line; below stand scribbles, logos and specks."""

_ASCENDERS = frozenset("bdfhklABCDEFGHIJKLMNOPRSTUVWXYZ0123456789ß")
_TALL = _ASCENDERS | frozenset("ij()[]{}/|%&$§?!\"'’“”‘Q")
_DEEP = frozenset("gjpqyQ()[]{},;/|$§µ_")
_ASCENT = 0.68
"""Height of capitals and ascenders in ems: 0.66 to 0.72 in the common text faces."""
_X_HEIGHT = 0.47
_DESCENT = 0.21
_CORE = re.compile(r"[^\W\d_]+")
_RAISED = re.compile(r"\d{1,3}(?:[.,–-]\d{1,3})*")

Grey = NDArray[np.uint8]
Mask = NDArray[np.bool_]


def is_scan(page: PageContent) -> bool:
    """Tell whether a page is a picture of a page: no text of its own, at most a stamp over the picture."""
    if page.problem:
        return False
    letters = page.letters
    covered = sum(image.width * image.height for image in page.images) / max(page.width * page.height, 1.0)
    return (letters < FEW_LETTERS and covered > 0.3) or (letters < STAMP_LETTERS and covered > 0.85)


def is_available() -> bool:
    """Tell whether the recogniser is installed."""
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


def recognise(data: bytes, pages: Sequence[PageContent]) -> list[PageContent]:
    """Return the pages of a PDF's bytes, those that are scans with the words read from their picture.

    Raises:
        ModelMissing: The recogniser is installed without its models.
    """
    scans = [index for index, page in enumerate(pages) if is_scan(page)]
    result = list(pages)
    if not scans:
        return result
    document = pdfium.PdfDocument(data)
    try:
        sheets = {index: _sheet(document, index, pages[index]) for index in scans}
    finally:
        document.close()
    _settle([row for sheet in sheets.values() for row in sheet.rows])
    for index, sheet in sheets.items():
        result[index] = _content(pages[index], sheet)
    return result


@dataclass(slots=True)
class _Token:
    """A word on its line: ink from ``left`` to ``right``, and from ``high`` to ``low``, in dots of the sheet."""

    text: str
    left: int
    right: int
    high: int
    low: int
    stroke: float
    raised: str = ""
    raised_left: int = 0


@dataclass(slots=True)
class _Row:
    """A printed line: ``base`` is its baseline and ``size`` its em, in dots."""

    tokens: list[_Token]
    base: float
    size: float
    bold: list[bool] = field(default_factory=list)

    @property
    def letters(self) -> int:
        """Count its letters."""
        return sum(len(token.text) for token in self.tokens)


@dataclass(slots=True)
class _Sheet:
    """A page as measured, laid straight by ``turn`` and ``skew``; ``scale`` is dots a point."""

    rows: list[_Row]
    rules: list[tuple[float, float, float, float]]
    scale: float
    turn: int
    skew: float


@cache
def _engine() -> Any:
    """Load the recogniser with the models that its own package carries, so that nothing is ever fetched."""
    logging.getLogger("RapidOCR").disabled = True
    import onnxruntime
    import rapidocr

    onnxruntime.set_default_logger_severity(4)
    folder = Path(rapidocr.__file__).parent / "models"
    params: dict[str, Any] = {
        "Global.use_cls": False,
        "Global.max_side_len": 100_000,
        "Global.log_level": "critical",
        # one thread and one line at a time: the same sums in the same order on every machine
        "EngineConfig.onnxruntime.intra_op_num_threads": 1,
        "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        "Rec.rec_batch_num": 1,
        "Det.limit_type": "max",
        "Det.limit_side_len": DETECTION_SIDE,
    }
    for part, mark in (("Det", "_det_"), ("Rec", "_rec_")):
        models = sorted(folder.glob(f"*{mark}*.onnx"))
        if not models:
            raise ModelMissing("the models of rapidocr are not there", hint=f"run: {COMMAND} --force-reinstall")
        params[f"{part}.model_path"] = str(models[-1])
    return rapidocr.RapidOCR(params=params)


def _sheet(document: Any, index: int, page: PageContent) -> _Sheet:
    scale = min(RESOLUTION / 72, (MAX_DOTS / max(page.width * page.height, 1.0)) ** 0.5)
    drawn = document[index]
    try:
        picture = np.ascontiguousarray(drawn.render(scale=scale, grayscale=True).to_numpy())
    finally:
        drawn.close()
    grey: Grey = picture.reshape(picture.shape[0], picture.shape[1])
    engine = _engine()
    boxes = _found(grey)
    if not len(boxes):
        return _Sheet([], [], scale, 0, 0.0)
    turn = _lie(grey, boxes)
    if turn:
        grey = np.ascontiguousarray(np.rot90(grey, turn // 90))
        boxes = _found(grey)
    skew = _skew(boxes)
    if abs(skew) > SKEW:
        grey = _tilted(grey, skew)
    read = engine(_coloured(grey), use_det=True, use_rec=True, return_word_box=True, return_single_char_box=True)
    rows: list[_Row] = []
    if getattr(read, "txts", None):
        lines = list(_letters(read))
        known = Counter(core.lower() for text, _, _ in lines for core in _CORE.findall(text))
        rows = [row for text, box, centres in lines for row in _rows(grey, text, box, centres, known)]
    return _Sheet(rows, _rules(grey, scale), scale, turn, skew)


def _found(grey: Grey) -> NDArray[np.float64]:
    """Return the corners of the lines found on a picture, from the top left one clockwise: n x 4 x 2."""
    found = _engine()(_coloured(grey), use_det=True, use_rec=False).boxes
    return np.asarray([] if found is None else found, dtype=np.float64).reshape(-1, 4, 2)


def _lie(grey: Grey, boxes: NDArray[np.float64]) -> int:
    """Return by how much lines run clockwise: 0, 90, 180 or 270 degrees.

    Whether lines lie or stand is told by their boxes, which way up they are by what can be read of the longest.
    """
    low, high = boxes.min(axis=1), boxes.max(axis=1)
    wide, tall = (high - low).T
    stands = float(tall[tall > 2 * wide].sum()) > float(wide[wide > 2 * tall].sum())
    length = tall if stands else wide
    longest = np.argsort(-length, kind="stable")[:SAMPLE]
    places = np.hstack((low[longest], high[longest])).clip(0).astype(int).tolist()
    ways = (90, 270) if stands else (0, 180)
    first = _legible(grey, places, ways[0])
    return ways[0] if first > LEGIBLE or first >= _legible(grey, places, ways[1]) else ways[1]


def _legible(grey: Grey, places: Sequence[Sequence[int]], turn: int) -> float:
    """Return how surely lines are read when they are laid as if they ran ``turn`` degrees clockwise: 0 to 1."""
    letters, sure = 0, 0.0
    for left, top, right, bottom in places:
        line = np.rot90(grey[top : bottom + 1, left : right + 1], turn // 90)
        read = _engine()(_coloured(np.ascontiguousarray(line)), use_det=False, use_rec=True)
        for text, score in zip(read.txts or (), read.scores or (), strict=True):
            letters, sure = letters + len(text), sure + len(text) * float(score)
    return sure / max(letters, 1)


SAMPLE = 3
"""Longest lines of a page that are read to tell which way up it lies."""
LEGIBLE = 0.95
"""Certainty from which no other way is tried: printed lines the right way up are read with 0.97 and more."""


def _coloured(grey: Grey) -> Grey:
    return np.repeat(grey[:, :, None], 3, axis=2)


def _skew(boxes: NDArray[np.float64]) -> float:
    """Return by how many degrees lines run downwards, 0 where there are too few long ones to tell."""
    across = boxes[:, 1] - boxes[:, 0]
    height = np.linalg.norm(boxes[:, 3] - boxes[:, 0], axis=1)
    long = across[:, 0] > 8 * height
    if long.sum() < 3:
        return 0.0
    angle = float(np.median(np.degrees(np.arctan2(across[long, 1], across[long, 0]))))
    return angle if abs(angle) < MAX_SKEW else 0.0


def _tilted(grey: Grey, degrees: float) -> Grey:
    import cv2

    height, width = grey.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    turned = cv2.warpAffine(grey, matrix, (width, height), flags=cv2.INTER_LINEAR, borderValue=(255.0,))
    return np.asarray(turned, dtype=np.uint8)


def _letters(read: Any) -> Iterable[tuple[str, tuple[int, int, int, int], list[float]]]:
    """Yield each line's text with its box and the x of each of its letters; lines without letters' places are left."""
    places = iter(read.word_results or ())
    waiting: Any = next(places, None)
    for box, text, score in zip(read.boxes, read.txts, read.scores, strict=True):
        if waiting is None:
            return
        solid = "".join(text.split())
        if "".join(item[0] for item in waiting) != solid:
            continue
        centres = [(item[2][0][0] + item[2][1][0]) / 2 for item in waiting]
        waiting = next(places, None)
        corners = np.asarray(box)
        x0, top = corners.min(axis=0)
        x1, bottom = corners.max(axis=0)
        if score >= SURE and x1 - x0 > 4 and 6 < bottom - top < max(2 * (x1 - x0), 12):
            yield " ".join(text.split()), (int(x0), int(top), int(x1) + 1, int(bottom) + 1), centres


def _rows(
    grey: Grey, text: str, box: tuple[int, int, int, int], centres: Sequence[float], known: Counter[str]
) -> Iterable[_Row]:
    """Measure a line's words on its ink."""
    height, width = grey.shape
    x0, top, x1, bottom = max(box[0] - 2, 0), max(box[1], 0), min(box[2] + 2, width), min(box[3], height)
    if x1 - x0 < 3 or bottom - top < 6:
        return
    part = grey[top:bottom, x0:x1]
    ink = _ink(part)
    columns = np.flatnonzero(ink.any(axis=0))
    if not len(columns):
        return
    parted = _words(text, [centre - x0 for centre in centres], ink, known)
    dark = (float(np.percentile(part, 95)) - part.astype(np.float64)).clip(0) / max(
        float(np.percentile(part, 95)) - float(part.min()), 1.0
    )
    tokens: list[_Token] = []
    for word, left, right in parted:
        inside = ink[:, left:right]
        lines = np.flatnonzero(inside.any(axis=1))
        if not len(lines):
            continue
        runs = int((inside[:, 1:] & ~inside[:, :-1]).sum() + inside[:, 0].sum())
        stroke = float(dark[:, left:right][inside].sum()) / max(runs, 1)
        own = np.flatnonzero(inside.any(axis=0))
        tokens.append(
            _Token(word, left + int(own[0]), left + int(own[-1]) + 1, int(lines[0]), int(lines[-1]) + 1, stroke)
        )
    if not tokens:
        return
    base, size = _measure(tokens)
    for token in tokens:
        _raise(token, ink, base, size)
    for token in tokens:
        token.left, token.right, token.raised_left = token.left + x0, token.right + x0, token.raised_left + x0
        token.high, token.low = token.high + top, token.low + top
    yield _Row(tokens, base + top, size)


def _ink(part: Grey) -> Mask:
    """Return where a line's crop is printed; specks and what reaches in from the lines beside are left out."""
    import cv2

    _, black = cv2.threshold(part, 0, 1, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(black.astype(np.uint8), connectivity=8)
    height = part.shape[0]
    keep = np.ones(count, dtype=bool)
    keep[0] = False
    for number in range(1, count):
        y, wide, tall, area = (int(stats[number, column]) for column in (1, 2, 3, 4))
        is_cut = (y == 0 or y + tall == height) and tall < 0.35 * height
        is_rule = wide > 1.2 * height and tall < 0.2 * height
        keep[number] = area > 2 and not is_cut and not is_rule
    return np.asarray(keep[labels])


def _words(text: str, centres: Sequence[float], ink: Mask, known: Counter[str]) -> list[tuple[str, int, int]]:
    """Return a line's words with the columns between which each stands, blanks that were not told put in."""
    gaps = _gaps(ink)
    solid = "".join(text.split())
    blanks: list[int] = []
    for word in text.split()[:-1]:
        blanks.append((blanks[-1] if blanks else 0) + len(word))
    tall = ink.shape[0]
    widths = sorted((right - left for left, right in gaps), reverse=True)
    usual = float(np.median(widths[: len(blanks)])) if blanks and len(widths) >= len(blanks) else 0.35 * tall
    wide = [(left, right) for left, right in gaps if right - left >= max(0.6 * usual, 0.13 * tall)]
    cuts: dict[int, tuple[int, int]] = {}
    free: list[tuple[int, tuple[int, int]]] = []
    for gap in wide:
        middle = (gap[0] + gap[1]) / 2
        place = sum(centre < middle for centre in centres)
        near = [blank for blank in blanks if blank not in cuts and abs(blank - place) <= 1]
        if near:
            cuts[min(near, key=lambda blank: (abs(blank - place), blank))] = gap
        else:
            free.append((place, gap))
    for place, gap in free:
        at = _missing_blank(solid, place, gap[1] - gap[0], usual, known)
        if at is not None and at not in cuts:
            cuts[at] = gap
    for blank in blanks:
        if blank not in cuts and 0 < blank < len(centres):
            middle = int((centres[blank - 1] + centres[blank]) / 2)
            cuts[blank] = (middle, middle)
    result: list[tuple[str, int, int]] = []
    start, left = 0, 0
    for at in sorted(cuts):
        result.append((solid[start:at], left, max(cuts[at][0], left + 1)))
        start, left = at, min(cuts[at][1], ink.shape[1] - 1)
    result.append((solid[start:], left, ink.shape[1]))
    return [item for item in result if item[0]]


def _gaps(ink: Mask) -> list[tuple[int, int]]:
    """Return the runs of columns without ink between the first and the last printed one."""
    printed = np.flatnonzero(ink.any(axis=0))
    steps = np.flatnonzero(np.diff(printed) > 2)
    return [(int(printed[step]) + 1, int(printed[step + 1])) for step in steps]


def _missing_blank(solid: str, place: int, width: int, usual: float, known: Counter[str]) -> int | None:
    """Return where white between letters is a blank that was not told; None where it may be none."""
    best: tuple[int, int] | None = None
    for at in (place, place - 1, place + 1):
        if not 0 < at < len(solid):
            continue
        before, after = _CORE.findall(solid[max(0, at - 30) : at]), _CORE.findall(solid[at : at + 30])
        left, right = solid[at - 1], solid[at]
        fits = 0
        if left.isdigit() and right.isdigit():
            continue
        if right in ".,;:)]%" or left in "([/-" or right in "/-":
            continue
        if left.isalpha() and right.isalpha():
            fits += (before[-1].lower() in known) + (after[0].lower() in known) if before and after else 0
        elif left.isdigit() != right.isdigit() or left in ".,;:)%":
            fits += 1
        if best is None or fits > best[0]:
            best = (fits, at)
    if best is None:
        return None
    return best[1] if width >= (0.75 if best[0] else 0.9) * usual else None


def _measure(tokens: Sequence[_Token]) -> tuple[float, float]:
    """Return a line's baseline and the size of its type, in dots."""
    flat = [token.low for token in tokens if not _DEEP & set(token.text) and any(c.isalnum() for c in token.text)]
    deep = [token.low for token in tokens if set("gpqy") & set(token.text)]
    tall = [token.high for token in tokens if _ASCENDERS & set(token.text)]
    short = [token.high for token in tokens if not _TALL & set(token.text) and set(token.text) & set("aceosx")]
    if flat and tall:
        base, top = float(np.median(flat)), float(np.median(tall))
        return base, max((base - top) / _ASCENT, 4.0)
    if tall and deep:
        low, top = float(np.median(deep)), float(np.median(tall))
        size = (low - top) / (_ASCENT + _DESCENT)
        return low - _DESCENT * size, max(size, 4.0)
    if flat and short:
        base = float(np.median(flat))
        return base, max((base - float(np.median(short))) / _X_HEIGHT, 4.0)
    low, high = max(token.low for token in tokens), min(token.high for token in tokens)
    size = max((low - high) / (_ASCENT + _DESCENT), 4.0)
    return low - _DESCENT * size, size


def _raise(token: _Token, ink: Mask, base: float, size: float) -> None:
    """Part a raised number at a word's end from the word: ``papules.1`` where the 1 stands high."""
    match = re.search(r"(?<=[^\d\s])" + _RAISED.pattern + "$", token.text)
    if match is None:
        return
    part = ink[:, token.left : token.right]
    printed = np.flatnonzero(part.any(axis=0))
    groups = np.split(printed, np.flatnonzero(np.diff(printed) > 1) + 1)
    start: int | None = None
    high = 0
    for group in reversed(groups):
        rows = np.flatnonzero(part[:, group[0] : group[-1] + 1].any(axis=1))
        if int(rows[-1]) + 1 > base - 0.2 * size:
            break
        start, high = int(group[0]), high + 1
    digits = sum(letter.isdigit() for letter in match[0])
    if start is None or high < digits or start == 0:
        return
    token.raised = match[0].replace(".", ",")
    token.text = token.text[: match.start()]
    token.raised_left = token.left + start


def _settle(rows: Sequence[_Row]) -> None:
    """Tell bold words by their strokes and give rows that differ by what measuring errs the same size."""
    usual = _usual_stroke(rows)
    for row in rows:
        row.bold = _bold(row, BOLD_STROKE * usual * row.size)
    for is_bold in (False, True):
        own = [row for row in rows if all(row.bold) == is_bold]
        left = [row for row in own if row.letters >= FEWEST_MEASURED]
        kinds: list[tuple[float, list[_Row]]] = []
        while left:
            kinds.append(_commonest_size(left))
            left = [row for row in left if not any(row is other for other in kinds[-1][1])]
        common = [size for size, group in kinds if sum(row.letters for row in group) > COMMON_LETTERS]
        for size, group in kinds:
            for row in group:
                if row.letters >= FEW_LETTERS:
                    row.size = size
        for row in own:
            if row.letters < FEW_LETTERS:
                row.size = _likely_size(row.size, common, [size for size, _ in kinds])


def _likely_size(measured: float, common: Sequence[float], others: Sequence[float]) -> float:
    """Return the size of a short line: the commonest that measuring does not rule out."""
    for sizes, share in ((common, 2 * SAME_SIZE), (others, SAME_SIZE)):
        for size in sizes:
            if abs(size - measured) <= share * size:
                return size
    return measured


def _commonest_size(rows: Sequence[_Row]) -> tuple[float, list[_Row]]:
    """Return the size in which most letters are set, with the rows set in it."""
    weights: Counter[int] = Counter()
    for row in rows:
        weights[round(row.size)] += row.letters
    mode = max(weights, key=lambda size: (weights[size - 1] + weights[size] + weights[size + 1], -size))
    centre = _mean_size([row for row in rows if abs(round(row.size) - mode) <= 1])
    near = [row for row in rows if abs(row.size - centre) <= max(SAME_SIZE * centre, 1.5)]
    return _mean_size(near), near


def _mean_size(rows: Sequence[_Row]) -> float:
    return sum(row.size * row.letters for row in rows) / max(sum(row.letters for row in rows), 1)


def _bold(row: _Row, least: float) -> list[bool]:
    """Tell which words of a row are bold: all, a label at its beginning, or none."""
    best = total = letters = 0.0
    for number, token in enumerate(row.tokens, start=1):
        weight = sum(letter.isalnum() for letter in token.text)
        if weight > 3 and token.stroke < 0.93 * least:
            break
        total, letters = total + weight * token.stroke, letters + weight
        if letters >= 4 and total / letters >= least and token.stroke >= 0.9 * least:
            best = number
    return [number < best for number in range(len(row.tokens))]


FEWEST_MEASURED = 5
"""Letters of a line from which its size can be measured at all."""
COMMON_LETTERS = 60
"""Letters from which a size counts as one of the document's types, which short lines are likely set in."""
SAME_SIZE = 0.075
"""Share by which measured sizes of one type differ: a dot or two of the height of a capital."""
BOLD_STROKE = 1.3
"""How much thicker than usual strokes of bold type are at least; common text faces have 1.35 to 1.7."""


def _usual_stroke(rows: Sequence[_Row]) -> float:
    strokes = sorted((token.stroke / row.size, len(token.text)) for row in rows for token in row.tokens)
    half = sum(weight for _, weight in strokes) / 2
    for stroke, weight in strokes:
        half -= weight
        if half <= 0:
            return stroke
    return 1.0


def _rules(grey: Grey, scale: float) -> list[tuple[float, float, float, float]]:
    """Return long thin dark runs, level and upright, in dots."""
    import cv2

    black = (grey < DARK).astype(np.uint8)
    found: list[tuple[float, float, float, float]] = []
    for is_level in (True, False):
        reach, gap = int(SHORTEST_RULE * scale), int(3 * scale)
        # a thin line laid askew goes from one row of dots to the next
        thick = cv2.dilate(black, np.ones((3, 1) if is_level else (1, 3), dtype=np.uint8))
        runs = cv2.morphologyEx(thick, cv2.MORPH_OPEN, np.ones((1, reach) if is_level else (reach, 1), dtype=np.uint8))
        runs = cv2.dilate(runs, np.ones((3, 2 * gap + 1) if is_level else (2 * gap + 1, 3), dtype=np.uint8))
        count, _, stats, _ = cv2.connectedComponentsWithStats(runs, connectivity=8)
        for number in range(1, min(count, 2_000)):
            x, y, wide, tall = (float(stats[number, column]) for column in range(4))
            if (tall if is_level else wide) - 4 > 3.0 * scale:
                continue
            if is_level:
                found.append((x + gap, y + tall / 2 - 0.5, x + wide - gap, y + tall / 2 + 0.5))
            else:
                found.append((x + wide / 2 - 0.5, y + gap, x + wide / 2 + 0.5, y + tall - gap))
    return found


DARK = 170
"""Grey below which a dot may belong to a rule; thin rules are washed out when a page is laid straight."""
SHORTEST_RULE = 30.0
"""Points of a level or upright run from which it is no stroke of a letter."""


def _content(page: PageContent, sheet: _Sheet) -> PageContent:
    """Return a page with the words of its sheet in reading order, after those that it has as text."""
    page = turned(page, sheet.turn)
    stamps = [word for word in page.words if word.text.strip()]
    lines: list[Line] = []
    for row in sheet.rows:
        words = _row_words(row, sheet.scale)
        words = [word for word in words if not any(_overlap(word, stamp) for stamp in stamps)]
        if words:
            lines.append(line_of(page.number, words))
    rules = [Rule(*(edge / sheet.scale for edge in rule)) for rule in sheet.rules]
    across = [_bar(page.number, rule) for rule in rules if rule.is_horizontal and rule.x1 - rule.x0 > 0.5 * page.width]
    ordered = [word for line in cut_in_columns([*lines, *across]) for word in line.words]
    first = max((word.order for word in stamps), default=-1) + 1
    for number, word in enumerate(ordered):
        word.order = first + number
    return replace(
        page, words=[*stamps, *ordered], rules=[*page.rules, *rules], images=[], is_recognised=True, skew=sheet.skew
    )


def _row_words(row: _Row, scale: float) -> list[RawWord]:
    size, base = round(row.size / scale, 1), row.base / scale
    words: list[RawWord] = []
    for token, bold in zip(row.tokens, row.bold, strict=True):
        right = token.raised_left if token.raised else token.right
        top = min(token.high / scale, base - 0.7 * size)
        bottom = max(token.low / scale, base + _DESCENT * size)
        flags = BOLD if bold else 0
        words.append(RawWord(token.text, token.left / scale, top, right / scale, bottom, size, flags, 0, 0, base))
        if token.raised:
            words.append(
                RawWord(
                    token.raised,
                    token.raised_left / scale,
                    token.high / scale,
                    token.right / scale,
                    base - 0.2 * size,
                    round(0.6 * size, 1),
                    flags | RAISED,
                    0,
                    0,
                    base - 0.35 * size,
                    glued=True,
                )
            )
    return words


def _bar(number: int, rule: Rule) -> Line:
    """Return a rule as a line without words: what stands above it is read before what stands below."""
    return Line(number, [], rule.x0, rule.top, rule.x1, rule.bottom, rule.bottom, 1.0, 0, "")


def _overlap(word: RawWord, other: RawWord) -> bool:
    return word.x0 < other.x1 and other.x0 < word.x1 and word.top < other.bottom and other.top < word.bottom
