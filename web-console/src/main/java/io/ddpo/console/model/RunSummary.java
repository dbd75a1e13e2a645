package io.ddpo.console.model;

import java.util.List;

/**
 * Where a run stands.
 *
 * @param epoch tells this run from an earlier one of the same name; part of the address of what never changes
 * @param state reading, starting, running, paused, stopped or finished
 * @param pending pause, resume or stop, if such a command waits for the end of the iteration; else null
 * @param iteration that is in work, from 0; the number of iterations once all are done
 * @param version newest policy version; null before the first
 * @param sources runs that it comes from: whose samples it replays, with whose version it begins
 * @param seed as text: it has 64 bits, a number in a browser 53
 * @param rewardTrend mean reward of each iteration
 * @param updatedAt when the newest version was committed, in milliseconds since the epoch
 */
public record RunSummary(
        String run,
        String epoch,
        String state,
        String stateReason,
        String pending,
        int iteration,
        Integer iterations,
        Integer version,
        Integer samplesPerIteration,
        String model,
        String reward,
        String algorithm,
        List<String> sources,
        String seed,
        Spread firstReward,
        Spread latestReward,
        double[] rewardTrend,
        int samples,
        double samplesPerSecond,
        long workers,
        long deadLetters,
        long unreadable,
        Long createdAt,
        Long updatedAt) {}
