"""Holds the guard against over-optimisation to the judge's word: for folders of runs, when was each lost, and when marked?

    python3 docs/bench/guard_validation.py [--fall F] docs/bench/algorithms/ddpo-*

A run is lost from the first evaluated version on of whose pictures the judge names less than 60% of what it names of version 0's.
It is marked by the rule of docs/evaluation.md, applied anew to the evaluations that the run recorded.
Exits with 1 if a run that was lost was marked later or never, or one that was not lost was marked.
"""

import argparse
import json
import pathlib
import sys

LOST = 0.6
NARROWING = 0.75


def evaluations(folder):
    """By version: the figures of prompts that are trained on."""
    lines = (json.loads(line) for line in (folder / "metrics.jsonl").read_text().splitlines())
    return {
        line["policyVersion"]: line["values"]
        for line in lines
        if line["series"] == "evaluation" and line["labels"]["prompts"] == "trained"
    }


def falls(base, now):
    guards = [name.removeprefix("guard.") for name in base if name.startswith("guard.")]
    return {guard: max(0, base[f"guard.{guard}"] - now[f"guard.{guard}"]) / base[f"guardStd.{guard}"] for guard in guards}


def expected(figures, version, before):
    """How far the deepest guard will have fallen at the next version."""
    base = figures[0]
    now, then = falls(base, figures[version]), falls(base, figures[before])
    return max(now[guard] + max(0, now[guard] - then[guard]) / (version - before) for guard in now)


def is_marked(figures, version, before, fall):
    base, now = figures[0], figures[version]
    narrowing = 1 - now["diversity"] / base["diversity"]
    return now["reward"] > base["reward"] and (expected(figures, version, before) >= fall or narrowing >= NARROWING)


def verdict(lost, marked, first):
    if marked is None:
        return "sound" if lost is None else "missed"
    if lost is None:
        return "false alarm"
    if marked < lost:
        return "before"
    if marked > lost:
        return "late"
    return "at its first evaluation" if lost == first else "with it"


def row(folder, fall):
    summary = json.loads((folder / "summary.json").read_text())
    if not summary["judgeAccuracy"]:
        sys.exit(f"{folder}: expected a run whose pictures a judge looked at")
    shares = {int(version): share for version, share in summary["judgeAccuracy"]["versions"].items()}
    least = LOST * shares[0]
    figures = evaluations(folder)
    versions = sorted(figures)
    pairs = list(zip(versions[1:], versions))
    lost = next((version for version, _ in pairs if shares[version] < least), None)
    marked = next((version for version, before in pairs if is_marked(figures, version, before, fall)), None)
    lowest = min(shares[version] for version, _ in pairs) / shares[0]
    most = max((expected(figures, v, b) for v, b in pairs if lost is None or v < lost), default=None)
    return (folder.name, f"{lowest:.0%}", most and f"{most:.2f}", lost, marked, verdict(lost, marked, versions[1]))


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--fall", type=float, default=0.5, help="guard.fall; 0.5 if nothing is said")
    arguments.add_argument("folders", nargs="+", type=pathlib.Path)
    given = arguments.parse_args()
    rows = [row(folder, given.fall) for folder in given.folders]
    print("| run | lowest share of the judge's | largest expected fall before it was lost, σ | lost at | marked at | |")
    print("|---|---|---|---|---|---|")
    for *cells, last in rows:
        print("| " + " | ".join("never" if cell is None else str(cell) for cell in cells) + f" | {last} |")
    return 0 if all(cells[-1] not in ("missed", "late", "with it", "false alarm") for cells in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
