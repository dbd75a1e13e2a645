#!/bin/sh
# The algorithms beside each other: each on both JPEG rewards with three seeds and the same number of reward queries, about
# 2,000, then a plot for each reward.
#   docs/bench/algorithms.sh DIR
# A run that is complete in DIR is not made again, and one that was interrupted goes on. An iteration past 2,000 queries
# shows what was learned from these. Learning rates and beta are the best of those tried on seed 100, which is not reported.
set -eu
[ $# = 1 ] || { echo "usage: docs/bench/algorithms.sh DIR" >&2; exit 2; }
dir=$1
mkdir -p "$dir"
ddpo=$(dirname "$0")/../../ddpo

run() { # run ALGORITHM REWARD SEED SAMPLES ITERATIONS EVALUATE_EVERY TRAINING
    name=$1-${2#jpeg-}-$3
    [ ! -f "$dir/$name/summary.json" ] || return 0
    cat >"$dir/$name.yaml" <<YAML
preset: demo
run: $name
seed: $3
reward: {name: $2}
iterations: $5
samplesPerIteration: $4
sampling: {steps: 10}
evaluation: {every: $6}
objective:
  algorithm: $1
  regression: {beta: 22}
training: {$7}
YAML
    "$ddpo" run --spec "$dir/$name.yaml" --out "$dir/$name" --no-console
}

gradient='learningRate: 3e-4, innerEpochs: 1, timestepFraction: 0.3'
regression='learningRate: 1e-3, updatesPerBatch: 8, innerEpochs: 3, timestepFraction: 1.0'
for seed in 1 2 3; do
    for reward in jpeg-compressibility jpeg-incompressibility; do
        run ddpo-is "$reward" $seed 96 22 3 "$gradient, updatesPerBatch: 4"
        run ddpo-sf "$reward" $seed 96 22 1 "$gradient, updatesPerBatch: 1"
        run rwr "$reward" $seed 512 5 5 "$regression"
        run rwr-sparse "$reward" $seed 512 5 5 "$regression"
    done
done
"$ddpo" compare "$dir"/*-?/ --to "$dir/compare"
