package io.ddpo.local.catalogue;

import java.time.Duration;
import java.util.Optional;

/**
 * One topic as the cluster has it.
 *
 * @param records between its first and its last offset, markers of transactions included
 * @param bytes on the disks of all brokers
 * @param cleanup {@code delete}, {@code compact} or both
 * @param retention how long records are kept; empty for ever
 */
public record TopicFigures(
        String name, int partitions, long records, long bytes, String cleanup, Optional<Duration> retention) {}
