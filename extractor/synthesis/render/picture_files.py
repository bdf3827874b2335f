"""The figures as files of their own, for a manuscript: SVG to enlarge and edit, PNG for word processors."""

from pathlib import Path

from extractor.core.errors import UsageError
from extractor.core.files import write_atomically
from extractor.synthesis.model import Report
from extractor.synthesis.render.drawing import png, settings, svg
from extractor.synthesis.render.figures import figures

FOLDER = "figures"


def write_figures(report: Report, folder: Path) -> tuple[Path, ...]:
    """Write each figure that has something to show twice into the folder ``figures`` below ``folder``.

    Raises:
        UsageError: The folder cannot be made.
    """
    below = folder / FOLDER
    try:
        below.mkdir(exist_ok=True)
    except OSError as error:
        raise UsageError(f"cannot be written: {error.strerror}", path=below) from error
    paths = []
    with settings():
        for figure in figures(report.synthesis):
            if figure.draw is not None:
                drawing = figure.draw()
                paths += [below / f"{figure.name}.svg", below / f"{figure.name}.png"]
                write_atomically(paths[-2], [svg(drawing, figure.name, figure.caption, figure.description)])
                write_atomically(paths[-1], [png(drawing)])
    return tuple(paths)
