"""Releases: one place for the version, notes from the changes, wheels looked into, workflows that may do little."""

import datetime as dt
import importlib.util
import re
import tomllib
import zipfile
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

import journeymine as jm

ROOT = Path(__file__).resolve().parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
DAY = dt.date(2027, 1, 2)


def script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / ".ci" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


RELEASE, WHEEL = script("release"), script("wheel")


# the version and its notes


def test_the_version_stands_in_one_place() -> None:
    manifest = tomllib.loads((ROOT / "Cargo.toml").read_text(encoding="utf-8"))
    assert jm.__version__ == manifest["workspace"]["package"]["version"]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert "version" not in project
    assert project["dynamic"] == ["version"]
    for member in manifest["workspace"]["members"]:
        crate = tomllib.loads((ROOT / member / "Cargo.toml").read_text(encoding="utf-8"))["package"]
        assert crate["version"] == {"workspace": True}
        assert crate["name"] in RELEASE.CRATES


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name in ("Cargo.toml", "Cargo.lock"):
        (tmp_path / name).write_text((ROOT / name).read_text(encoding="utf-8"), encoding="utf-8")
    changes = "# Changes\n\n## Unreleased\n\n### Added\n\n- Two.\n\n## 0.0.1 - 2020-01-01\n\n- One.\n"
    (tmp_path / "CHANGELOG.md").write_text(changes, encoding="utf-8")
    return tmp_path


def test_a_cut_version_is_where_it_belongs_and_its_notes_are_the_changes(project: Path) -> None:
    RELEASE.cut(project, "7.8.9", DAY)
    assert (
        tomllib.loads((project / "Cargo.toml").read_text(encoding="utf-8"))["workspace"]["package"]["version"]
        == "7.8.9"
    )
    locked = {one["name"]: one["version"] for one in tomllib.loads((project / "Cargo.lock").read_text())["package"]}
    before = {one["name"]: one["version"] for one in tomllib.loads((ROOT / "Cargo.lock").read_text())["package"]}
    assert locked == before | dict.fromkeys(RELEASE.CRATES, "7.8.9")
    assert RELEASE.notes(project, "v7.8.9") == "### Added\n\n- Two.\n"
    headings = re.findall("^## .*$", (project / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert headings == ["## Unreleased", "## 7.8.9 - 2027-01-02", "## 0.0.1 - 2020-01-01"]


def test_what_cannot_be_released_is_refused(project: Path) -> None:
    with pytest.raises(SystemExit, match=r"three numbers such as 0.2.0; got '1.0rc1'"):
        RELEASE.cut(project, "1.0rc1", DAY)
    with pytest.raises(SystemExit, match=r"has 0.0.1 already"):
        RELEASE.cut(project, "0.0.1", DAY)
    RELEASE.cut(project, "7.8.9", DAY)
    with pytest.raises(SystemExit, match="says nothing under Unreleased"):
        RELEASE.cut(project, "7.9.0", DAY)
    with pytest.raises(SystemExit, match=r"is 'v7.8.9'; got 'v7.8.8'"):
        RELEASE.notes(project, "v7.8.8")
    (project / "CHANGELOG.md").write_text("# Changes\n\n## Unreleased\n", encoding="utf-8")
    with pytest.raises(SystemExit, match=r"no heading 7.8.9"):
        RELEASE.notes(project, "v7.8.9")


def test_the_changes_have_the_form_that_releases_need() -> None:
    headings = re.findall("^## (.*)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert headings[0] == "Unreleased"
    assert all(re.fullmatch(r"\d+\.\d+\.\d+ - \d{4}-\d\d-\d\d", one) for one in headings[1:])


# wheels


def wheel(folder: Path, without: str = "", more: str = "") -> Path:
    """What looks like our wheel, a file left out or put in."""
    path = folder / "journeymine-1.2.3-cp311-abi3-linux_x86_64.whl"
    held = [f"journeymine/{one.relative_to(WHEEL.PACKAGE).as_posix()}" for one in WHEEL.PACKAGE.rglob("*.py")]
    held += [*WHEEL.HELD[1:], "journeymine/_core.abi3.so"]
    held += [f"journeymine-1.2.3.dist-info/{one}" for one in ("RECORD", "licenses/LICENSE", "entry_points.txt")]
    with zipfile.ZipFile(path, "w") as archive:
        for name in [*held, *([more] if more else [])]:
            if name != without:
                archive.writestr(name, name)
    return path


def test_a_wheel_that_holds_what_it_should_passes(tmp_path: Path) -> None:
    WHEEL.look(wheel(tmp_path))


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"without": "journeymine/py.typed"}, r"lacks \['journeymine/py.typed'\]"),
        ({"without": "journeymine/_core.abi3.so"}, "holds 0 compiled cores"),
        ({"without": "journeymine/options.py"}, "modules differ from the sources'"),
        ({"without": "journeymine-1.2.3.dist-info/licenses/LICENSE"}, "lacks .*LICENSE"),
        ({"more": "tests/test_secret.py"}, "files of others.*test_secret"),
        ({"more": "journeymine/left_over.py"}, "modules differ.*left_over"),
    ],
)
def test_a_wheel_with_more_or_less_is_refused(tmp_path: Path, change: dict[str, str], fault: str) -> None:
    with pytest.raises(SystemExit, match=fault):
        WHEEL.look(wheel(tmp_path, **change))


def test_wheels_are_the_same_when_all_but_the_compiled_core_is(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    one, other = wheel(tmp_path), wheel(tmp_path / "other")
    WHEEL.same(one, other)
    with zipfile.ZipFile(other, "a") as archive:
        archive.writestr("journeymine/more.txt", "more")
    with pytest.raises(SystemExit, match=r"differ: .*more.txt"):
        WHEEL.same(one, other)


# workflows


def jobs(path: Path) -> dict[str, Any]:
    workflow = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert set(workflow.get("permissions", "none given")) <= {"contents"}, "every job asks for what it needs"
    return dict(workflow["jobs"])


def runs(job: dict[str, Any]) -> str:
    return "\n".join(step["run"] for step in job["steps"] if "run" in step)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_workflows_run_what_is_here_and_nothing_that_moves(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    used = re.findall(r"uses: (.*)", text)
    assert used
    assert all(re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", one) for one in used)
    sessions = set(
        re.findall(r"^@nox.session.*\ndef (\w+)", (ROOT / "noxfile.py").read_text(encoding="utf-8"), re.MULTILINE)
    )
    for job in jobs(path).values():
        assert "${{" not in runs(job), "names of tags and branches reach the shell as variables only"
        assert all((ROOT / one).is_file() for one in re.findall(r"\.ci/[\w.]+", runs(job)))
        assert set(re.findall(r"nox -s (\w+)", runs(job))) <= sessions
        for step in job["steps"]:
            if "actions/checkout" in step.get("uses", ""):
                assert step["with"]["persist-credentials"] is False


def test_only_publishing_may_publish_and_it_runs_no_code_of_ours() -> None:
    release = jobs(ROOT / ".github" / "workflows" / "release.yml")
    granted = {name: job["permissions"] for name, job in release.items()}
    assert granted.pop("publish") == {"id-token": "write"}
    assert granted.pop("release") == {"contents": "write"}
    assert all(permissions == {"contents": "read"} for permissions in granted.values())
    assert release["publish"]["environment"] == "pypi"
    for name in ("publish", "release"):
        assert not any("checkout" in step.get("uses", "") for step in release[name]["steps"])
    assert not runs(release["publish"])


def test_nothing_is_published_that_was_not_tried() -> None:
    release = jobs(ROOT / ".github" / "workflows" / "release.yml")
    needs = {name: job.get("needs", []) for name, job in release.items()}
    assert needs == {"notes": [], "build": "notes", "arm": "build", "publish": ["build", "arm"], "release": "publish"}
    assert 'notes "$GITHUB_REF_NAME"' in runs(release["notes"])
    assert "nox -s wheels" in runs(release["build"])
    assert "wheel.py try" in runs(release["arm"])


def test_continuous_integration_is_the_one_command() -> None:
    (job,) = jobs(ROOT / ".github" / "workflows" / "ci.yml").values()
    assert runs(job) == ".ci/run"
