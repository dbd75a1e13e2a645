package io.ddpo.console.log;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;

/** The values that were used last, up to a number of bytes. Thread-safe. */
final class ByteCache<K, V> {
    private final long limit;
    private final ToIntFunction<V> weight;
    private final Map<K, V> values = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    /** @param weight of a value, in bytes */
    ByteCache(long limit, ToIntFunction<V> weight) {
        this.limit = limit;
        this.weight = weight;
    }

    synchronized Optional<V> get(K key) {
        return Optional.ofNullable(values.get(key));
    }

    /** A value larger than the whole cache is not kept. */
    synchronized void put(K key, V value) {
        V before = values.put(key, value);
        bytes += weight.applyAsInt(value) - (before == null ? 0 : weight.applyAsInt(before));
        var eldest = values.entrySet().iterator();
        while (bytes > limit && eldest.hasNext()) {
            bytes -= weight.applyAsInt(eldest.next().getValue());
            eldest.remove();
        }
    }

    synchronized long bytes() {
        return bytes;
    }
}
