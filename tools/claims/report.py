"""The ledger as a page: a table per day, three columns, so that a phone shows it."""

from collections import Counter

from .row import NAMES, VERDICTS, half_widths, means
from .syllabus import ERRORS, SYSTEMS

HEAD = """\
# What the slides state, and what we measure

Five slide decks made this course: 000 (VAE, LDA, semi-supervised learning), 001
(autoencoders and VAE), 002 (star and galaxy images), 003 (unsupervised learning, from
K-means to GANs), 004 (VAE for anomalies, the β table). Here stands, row by row, what
they state, or what was published about the system that they show, beside what this
package measures, a trivial baseline, and the strongest simple rival.

**{counts}.** {systems} of the {all_systems} systems of the decks have a row, and
{errors} of the {all_errors} places where a slide is wrong or says too little; the
others are marked *to come*.

- `python tools/make_claims.py --only kmeans-digits` measures one row again; its name
  stands below its statement. `make claims` measures all whose source has changed.
  All rows take {minutes:.1f} minutes of CPU on one core (seconds stand at the names).
- A value with ± is the mean of five seeds, with half of its 95 % interval (Student's
  t). A value without is not random.
- Only bundled data are used, except where "all 70,000 images" stands.
- **Reproduced**: so it is with us. **Not reproduced**: it is not, and why.
  **Corrected**: the statement is wrong, or not the whole of it; what is right stands
  below.

This page is written by `make claims` from `docs/claims.json`: do not edit it.
"""


def page(claims, entries):
    """The whole page as text."""
    from .ledger import DAYS  # it imports the rows, which take a while

    verdicts = Counter(claim.verdict for claim in claims)
    counts = ", ".join(f"{verdicts[v]} {v}" for v in VERDICTS if verdicts[v])
    seconds = sum(entries[claim.id]["seconds"] for claim in claims)
    head = HEAD.format(
        counts=f"{len(claims)} rows: {counts}",
        systems=sum(bool(item.rows) for item in SYSTEMS),
        all_systems=len(SYSTEMS),
        errors=sum(bool(item.rows) for item in ERRORS),
        all_errors=len(ERRORS),
        minutes=seconds / 60,
    )
    parts = [head]
    for day, rows in DAYS.items():
        parts.append(f"## {day}\n\n| stated | measured | verdict |\n|---|---|---|")
        parts.append("\n".join(line(claim, entries[claim.id]) for claim in rows) + "\n")
    parts.append(inventory("Every system of the decks", "system", SYSTEMS))
    parts.append(inventory("Wrong, sloppy or unclear on the slides", "error", ERRORS))
    return "\n".join(parts)


def line(claim, entry):
    """One row of a day's table."""
    by_seed = entry["values"]
    mean, half = means(by_seed), half_widths(by_seed)

    def value(name):
        text = f"{mean[name]:{claim.fmt}}"
        if half.get(name, 0) > 1e-9 * abs(mean[name]):  # else it is rounding
            text += f" ± {half[name]:{claim.fmt}}"
        return text

    measured = [f"{claim.ours}: **{value('ours')}**"]
    for name in ("baseline", "rival"):
        if what := getattr(claim, name):
            measured.append(f"{name}, {what}: {value(name)}")
    measured += [f"{name}: {value(name)}" for name in mean if name not in NAMES]
    if claim.data != "bundled":
        measured.append("all 70,000 images")
    topic = f"[{claim.where}](../course/{claim.where}.ipynb)"
    stated = f"{claim.says}<br>{claim.deck}, {topic}<br>"
    stated += f"`{claim.id}`, {entry['seconds']:.0f} s"
    verdict = f"**{claim.verdict}**"
    if claim.note:
        verdict += f"<br>{claim.note.format(**mean)}"
    cells = (stated, "<br>".join(measured), verdict)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def inventory(title, what, items):
    """A table: each item with its decks, its day, and its rows or "to come"."""
    rows = [f"## {title}\n\n| {what} | deck, day | rows |\n|---|---|---|"]
    for item in items:
        found = ", ".join(f"`{name}`" for name in item.rows) or "to come"
        if item.rows and item.rest:
            found += f"; to come: {item.rest}"
        rows.append(f"| {item.name} | {item.decks}, day {item.day} | {found} |")
    return "\n".join(rows) + "\n"
