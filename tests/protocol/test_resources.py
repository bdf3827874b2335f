import shutil
import subprocess
import sys
from pathlib import Path

from extractor.protocol import resources

WHERE = "from extractor.protocol import resources as r; print(r.models_dir()); print(r.protocols_dir())"


def test_a_checkout_has_models_beside_the_package() -> None:
    assert resources.models_dir() == Path(resources.__file__).parents[2] / "models"


def test_every_protocol_folder_has_a_manifest() -> None:
    assert (resources.protocols_dir() / "base" / "protocol.toml").is_file()
    assert (resources.protocols_dir() / "jak_dm" / "protocol.toml").is_file()


def test_an_installed_package_has_its_models_inside(tmp_path: Path) -> None:
    package = tmp_path / "extractor"
    for name in ("__init__.py", "core", "protocol"):
        source = Path(resources.__file__).parents[1] / name
        if source.is_dir():
            shutil.copytree(source, package / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            package.mkdir(exist_ok=True)
            shutil.copy(source, package / name)
    (package / "_models").mkdir()
    told = subprocess.run([sys.executable, "-c", WHERE], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert told.stdout.split() == [str(package / "_models"), str(package / "protocol")]
