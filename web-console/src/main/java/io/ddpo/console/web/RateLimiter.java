package io.ddpo.console.web;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Buckets of tokens, one for each address: each request takes one, and they come back at a steady rate. One thread at a
 * time.
 */
final class RateLimiter {
    /** Beyond that the address that asked least recently is forgotten, whose bucket is full again by then. */
    private static final int MOST_ADDRESSES = 10_000;

    private final String what;
    private final int burst;
    private final Duration refill;
    private final InstantSource clock;
    private final Map<String, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * @param what is counted, for people
     * @param burst how many at once
     * @param refill until a bucket that was emptied is full again
     */
    RateLimiter(String what, int burst, Duration refill, InstantSource clock) {
        this.what = what;
        this.burst = burst;
        this.refill = refill;
        this.clock = clock;
    }

    /** @throws RefusedException with 429 if the address has none left */
    void take(String address) {
        Instant now = clock.instant();
        Bucket bucket = buckets.computeIfAbsent(address, unseen -> new Bucket(burst, now));
        bucket.tokens = Math.min(burst, bucket.tokens + burst * elapsed(bucket.at, now));
        bucket.at = now;
        if (bucket.tokens < 1) {
            long seconds = (long) Math.ceil((1 - bucket.tokens) * refill.toMillis() / 1_000.0 / burst);
            throw RefusedException.tooMany(
                    "%s: expected at most %d in %d s from one address; ask again in %d s"
                            .formatted(what, burst, refill.toSeconds(), seconds),
                    seconds);
        }
        bucket.tokens--;
        if (buckets.size() > MOST_ADDRESSES) {
            var eldest = buckets.keySet().iterator();
            eldest.next();
            eldest.remove();
        }
    }

    /** In times of a refill. */
    private double elapsed(Instant from, Instant to) {
        return Math.max(0, Duration.between(from, to).toMillis()) / (double) refill.toMillis();
    }

    private static final class Bucket {
        private double tokens;
        private Instant at;

        private Bucket(double tokens, Instant at) {
            this.tokens = tokens;
            this.at = at;
        }
    }
}
