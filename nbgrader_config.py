"""For instructors who grade with nbgrader: nothing else needs this file.

Released is what lies in exercises/: with the tags that let Run All reach the end, the
pictures and the words of the tasks, which nbgrader alone would drop.

Before grading, what JupyterLab does to cells and files is undone, and told in the log:
cells that were copied, split, deleted or pasted from another notebook, and notebooks
that were renamed. Else nbgrader gives no marks at all for such a file.
"""

import json
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde, GenerateAssignment
from nbgrader.preprocessors import DeduplicateIds, NbGraderPreprocessor
from traitlets.log import get_logger

SOURCE, EXERCISES = "solutions", "exercises"


class ReleaseTheExercise(NbGraderPreprocessor):
    """Put the notebook of exercises/ in place of what nbgrader made of solutions/."""

    def preprocess(self, nb, resources):
        """Return the exercise, if the cells with marks are those of the grade book."""
        about = resources["nbgrader"]
        name = f"{about['assignment']}/{about['notebook']}.ipynb"
        path = Path(EXERCISES, name)
        if not path.is_file():
            self.log.warning(
                "There is no %s: released is what nbgrader makes of %s/%s",
                *(path, SOURCE, name),
            )
            return self._with_tags(nb), resources
        exercise = nbformat.read(path, as_version=4)
        if self._marked(exercise) != self._marked(nb):
            raise ValueError(
                f"{path} does not have the checks of {SOURCE}/{name}. Build it: "
                f"python tools/build_notebooks.py {name.removesuffix('.ipynb')}"
            )
        return exercise, resources

    @staticmethod
    def _marked(nb):
        cells = [(cell, cell.metadata.get("nbgrader", {})) for cell in nb.cells]
        return {
            about["grade_id"]: (about.get("points"), about["grade"] and cell.source)
            for cell, about in cells
            if about.get("grade") or about.get("solution")
        }

    @staticmethod
    def _with_tags(nb):
        for cell in nb.cells:
            about, tags = (
                cell.metadata.get("nbgrader", {}),
                cell.metadata.get("tags", []),
            )
            if about.get("grade") or about.get("solution"):
                cell.metadata["tags"] = sorted({*tags, "raises-exception"})
        return nb


class MendCells(NbGraderPreprocessor):
    """Give each cell of the grade book one place in the notebook, or none."""

    def preprocess(self, nb, resources):
        """Return the notebook in which no `grade_id` stands twice or is unknown."""
        self.where = "{student}/{assignment}/{notebook}".format(**resources["nbgrader"])
        asked, checks = self._asked(resources["nbgrader"])
        found = {name: [] for name in asked}
        for cell in nb.cells:
            about = cell.metadata.pop("nbgrader", None) or {}
            if about.get("grade_id") in found:
                found[about["grade_id"]].append(cell)
            elif about.get("grade_id"):
                self._tell("cell %r belongs to no cell of it", about["grade_id"])
        for name, cells in found.items():
            if not cells and not asked[name]["grade"]:
                self._tell("the cell of the answer %r is gone", name)
                continue
            if not cells:
                self._tell("the check %r is gone: it runs at the end", name)
                nb.cells.append(new_code_cell(checks[name]))
                cells = nb.cells[-1:]
            kept = [cell for cell in cells if cell.cell_type == "code"] or cells
            if len(cells) > 1 and not asked[name]["grade"] and self._is_split(kept):
                self._tell("the parts of the answer %r are joined", name)
                kept[0]["source"] = self._joined(kept)
                nb["cells"] = [c for c in nb.cells if not any(c is k for k in kept[1:])]
                kept = kept[:1]
            elif len(cells) > 1:
                self._tell("%r stands several times: all run, the last counts", name)
            kept[-1].metadata["nbgrader"] = asked[name]
        return nb, resources

    def _tell(self, what, name):
        self.log.warning(f"{self.where}: {what}", name)

    @staticmethod
    def _asked(about):
        """Return name -> metadata of each graded cell, and name -> text of checks."""
        with Gradebook(about["db_url"]) as book:
            notebook = book.find_notebook(about["notebook"], about["assignment"])
            points = {cell.name: cell.max_score for cell in notebook.grade_cells}
            answers = {cell.name for cell in notebook.solution_cells}
            asked, texts = {}, {}
            for cell in notebook.source_cells:
                name = cell.name
                asked[name] = nbformat.from_dict(
                    {
                        "schema_version": 3,
                        "grade_id": name,
                        "grade": name in points,
                        "solution": name in answers,
                        "locked": bool(cell.locked),
                        "task": False,
                        "cell_type": cell.cell_type,
                        "checksum": cell.checksum,
                    }
                    | ({"points": points[name]} if name in points else {})
                )
                texts[name] = cell.source
        return asked, texts

    @staticmethod
    def _joined(cells):
        return "\n".join(cell.source for cell in cells)

    def _is_split(self, cells):
        """Whether these are Python only when they are put together again."""
        parts = [_is_python(cell.source) for cell in cells]
        return not all(parts) and _is_python(self._joined(cells))


def _is_python(text):
    try:
        compile(text, "<cell>", "exec")
    except (SyntaxError, ValueError):
        return False
    return True


def give_names_back(assignment, student, notebooks):
    """Rename a submitted notebook that is an exercise under another name.

    `notebooks` are the files of one student, and are changed in place. Which exercise a
    file is, its cells tell: most of their names are those of one solution.
    """
    log, claims = get_logger(), {}
    folder = Path(SOURCE, Path(notebooks[0]).parent.name)
    asked = {path.stem: _names(path) for path in sorted(folder.glob("*.ipynb"))}
    for path in [Path(file) for file in notebooks]:
        if asked and path.stem not in asked:
            names = _names(path)
            best = max(asked, key=lambda stem: len(names & asked[stem]))
            if names & asked[best]:
                claims.setdefault(path.with_name(f"{best}.ipynb"), []).append(path)
    for target, paths in claims.items():
        listed = ", ".join(path.name for path in paths)
        if target.exists():
            log.warning("%s is graded, not %s beside it", target, listed)
        elif len(paths) > 1:
            log.error(
                "%s: %s are all %s; rename one", target.parent, listed, target.name
            )
        else:
            notebooks[notebooks.index(str(paths[0]))] = str(target)
            paths[0].rename(target)
            log.warning("%s is renamed: it is %s", paths[0], target.name)


def _names(path):
    """Return the names of the graded cells of a notebook; none if it is no notebook."""
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        about = [cell["metadata"].get("nbgrader") or {} for cell in cells]
        return {found["grade_id"] for found in about if found.get("grade_id")}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return set()


def _defaults(cls, trait):
    return cls.class_traits()[trait].default()


c = get_config()  # noqa: F821  (nbgrader defines it)

c.CourseDirectory.course_id = "minivae"
c.CourseDirectory.source_directory = SOURCE
# The texts in solutions/ hold the answers: they must not be released.
c.CourseDirectory.ignore = ["*.py", "*.pyc", "__pycache__", ".ipynb_checkpoints"]
c.ExecutePreprocessor.timeout = 120
c.GenerateAssignment.preprocessors = [
    *_defaults(GenerateAssignment, "preprocessors"),
    ReleaseTheExercise,
]
c.Autograde.pre_convert_hook = give_names_back
c.Autograde.sanitize_preprocessors = [
    MendCells if step is DeduplicateIds else step
    for step in _defaults(Autograde, "sanitize_preprocessors")
]
