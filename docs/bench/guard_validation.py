"""Holds the guard against over-optimisation to the judge's word: for folders of runs, when was each lost, and when marked?

    python3 docs/bench/guard_validation.py [--fall F] runs/guard-*

A run is lost from the first evaluated version on of whose pictures the judge names less than 60% of what it names of version 0's.
With --fall, the rule is applied anew to the figures that the run recorded; else what counts is what it said while the run trained.
Exits with 1 if a run that was lost was not marked by then, or one that was not lost was marked.
"""

import argparse
import json
import pathlib
import sys

LOST = 0.6
NARROWING = 0.75


def guard_figures(folder):
    """By version: rise, fall and narrowing of all evaluations after that of version 0."""
    lines = (json.loads(line) for line in (folder / "metrics.jsonl").read_text().splitlines())
    figures = {line["policyVersion"]: line["values"] for line in lines if line["series"] == "guard"}
    return {version: figures[version] for version in sorted(figures) if version}


def marked_by(figures, fall):
    signs = (v for v, f in figures.items() if f["rise"] > 0 and (f["fall"] >= fall or f["narrowing"] >= NARROWING))
    return next(signs, None)


def verdict(lost, marked, versions):
    if marked is None:
        return "sound" if lost is None else "missed"
    if lost is None:
        return "false alarm"
    if marked < lost:
        return "before"
    if marked > lost:
        return "late"
    return "at its first evaluation" if lost == versions[0] else "with it"


def row(folder, fall):
    summary = json.loads((folder / "summary.json").read_text())
    if not summary["judgeAccuracy"]:
        sys.exit(f"{folder}: expected a run whose pictures a judge looked at")
    shares = {int(version): share for version, share in summary["judgeAccuracy"]["versions"].items()}
    base = shares.pop(0)
    lost = next((version for version in sorted(shares) if shares[version] < LOST * base), None)
    figures = guard_figures(folder)
    marked = marked_by(figures, fall) if fall else summary["overoptimisedAt"]
    most = max(f["fall"] for v, f in figures.items() if lost is None or v < lost) if lost != min(figures) else 0
    return (folder.name, f"{min(shares.values()) / base:.0%}", f"{most:.2f}", lost, marked, verdict(lost, marked, list(figures)))


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--fall", type=float, help="apply the rule anew with this guard.fall")
    arguments.add_argument("folders", nargs="+", type=pathlib.Path)
    given = arguments.parse_args()
    rows = [row(folder, given.fall) for folder in given.folders]
    print("| run | lowest share of the judge's | largest fall before it was lost, σ | lost at | marked at | |\n|---|---|---|---|---|---|")
    for cells in rows:
        print("| " + " | ".join("never" if cell is None else str(cell) for cell in cells) + " |")
    return 0 if all(cells[-1] not in ("missed", "late", "false alarm") for cells in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
