"""Where the course keeps its notebooks, and what its exercises are called."""

from dataclasses import dataclass
from pathlib import Path


class BuildError(Exception):
    """A notebook cannot be built; the message says which, where and why."""


@dataclass(frozen=True)
class Course:
    """The folders of a course: texts in, notebooks out.

    Parameters
    ----------
    root : Path
        Holds ``course/``, ``solutions/`` and ``exercises/``.
    checks : str
        The package whose modules ``dayN`` hold the checks.
    """

    root: Path
    checks: str = "minivae_checks"

    def source(self, kind, topic):
        """Return the text a notebook is built from; exercises come from solutions."""
        folder = "solutions" if kind == "exercises" else kind
        return self.root / folder / f"{topic}.py"

    def notebook(self, kind, topic):
        """Return the path of the notebook."""
        return self.root / kind / f"{topic}.ipynb"

    def checks_module(self, topic):
        """Return the module of checks of a topic's day."""
        return f"{self.checks}.{topic.split('/')[0]}"

    def checks_files(self, topic):
        """List the files in the folder of checks that says NOTEBOOK = topic."""
        day = self.root.joinpath(*self.checks_module(topic).split("."))
        return [
            path
            for init in sorted(day.glob("*/__init__.py"))
            if f'NOTEBOOK = "{topic}"' in init.read_text(encoding="utf-8")
            for path in sorted(init.parent.glob("*.py"))
        ]

    def topics(self, kind):
        """List the topics that have a source, such as ``day4/MNISTVAE``."""
        folder = self.source(kind, "x").parent
        return sorted(f"{p.parent.name}/{p.stem}" for p in folder.glob("day*/*.py"))

    def orphans(self):
        """List the notebooks that no source accounts for."""
        return [
            path
            for kind in ("course", "solutions", "exercises")
            for path in sorted((self.root / kind).glob("day*/*.ipynb"))
            if not self.source(kind, f"{path.parent.name}/{path.stem}").is_file()
        ]

    def select(self, names, kinds):
        """Return the ``(kind, topic)`` pairs that the names mean; none means all.

        Raises
        ------
        BuildError
            If a name fits nothing.
        """
        pairs = [(kind, topic) for kind in kinds for topic in self.topics(kind)]
        if not names:
            return pairs
        chosen = set()
        for name in names:
            short = "/".join(Path(name).with_suffix("").parts[-2:])
            fits = {p for p in pairs if short in (p[1], p[1].split("/")[0])}
            if not fits:
                known = ", ".join(sorted({topic for _, topic in pairs})) or "none"
                raise BuildError(f"no notebook is called {name}; there are: {known}")
            chosen |= fits
        return [pair for pair in pairs if pair in chosen]
