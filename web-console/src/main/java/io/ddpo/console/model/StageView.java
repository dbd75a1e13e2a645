package io.ddpo.console.model;

/**
 * One station of a run's pipeline.
 *
 * @param name requests, samplers, rewards, advantages, learner or policy
 * @param state idle, working, waiting or failed
 * @param perSecond what it does, in {@code unit} a second over the last 30 s
 * @param backlog what waits for it, in {@code unit}; null where unknown
 * @param backlogSeconds how long that takes at this rate; null where unknown
 * @param backlogTrend how fast that grows, in {@code unit} a second over the last 30 s, below 0 where it shrinks; null
 *     where unknown
 * @param progress share of the work in hand, in [0, 1]; null where there is none
 * @param workers at it; null where that does not apply
 * @param errors so far
 * @param note what it is about now, for people
 */
public record StageView(
        String name,
        String state,
        String unit,
        double perSecond,
        Long backlog,
        Double backlogSeconds,
        Double backlogTrend,
        Double progress,
        Integer workers,
        long errors,
        String note) {}
