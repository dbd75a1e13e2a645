"""Holds the guard against over-optimisation to the judge's word: for folders of runs, when was each lost, and when marked?

    python3 docs/bench/guard_validation.py runs/guard-*

A run is lost from the first evaluated version on of whose pictures the judge names less than 60% of what it names of version 0's.
The guard holds if it marked every run that is lost before that version, and no other. Exits with 1 if it does not hold.
"""

import json
import pathlib
import sys

LOST = 0.6


def verdict(lost, marked):
    if marked is None:
        return "sound" if lost is None else "missed"
    return "false alarm" if lost is None else "in time" if marked < lost else "late"


def row(folder):
    summary = json.loads((folder / "summary.json").read_text())
    if not summary["judgeAccuracy"]:
        sys.exit(f"{folder}: expected a run whose pictures a judge looked at")
    shares = {int(version): share for version, share in summary["judgeAccuracy"]["versions"].items()}
    base = shares[0]
    lost = next((version for version in sorted(shares) if shares[version] < LOST * base), None)
    lowest = min(shares.values()) / base
    marked = summary["overoptimisedAt"]
    return f"| {folder.name} | {base:.0%} | {lowest:.0%} | {lost} | {marked} | {verdict(lost, marked)} |"


def main(folders):
    rows = [row(pathlib.Path(folder)) for folder in folders]
    print("| run | judge, base | lowest share of it | lost at | marked at | |\n|---|---|---|---|---|---|")
    print("\n".join(rows))
    return 0 if all(line.endswith(("| in time |", "| sound |")) for line in rows) else 1


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("expected folders of runs, got none")
    sys.exit(main(sys.argv[1:]))
