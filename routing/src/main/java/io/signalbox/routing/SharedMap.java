package io.signalbox.routing;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An immutable map that shares with its successor whatever did not change: it is cut into parts, and a change copies the part in
 * which it is. So the next of ten thousand entries costs microseconds, and so does finding what differs between two.
 */
public final class SharedMap<K, V> extends AbstractMap<K, V> {

    private static final int PART_BITS = 8;
    private static final int PARTS = 1 << PART_BITS;

    /** Spreads keys over parts by bits of their hash that the parts themselves do not go by. */
    private static final int GOLDEN_RATIO = 0x9E3779B9;

    private static final SharedMap<Object, Object> EMPTY = new SharedMap<>(Collections.nCopies(PARTS, Map.of()), 0);

    private final List<Map<K, V>> parts; // never written once they are here
    private final int size;

    private SharedMap(List<Map<K, V>> parts, int size) {
        this.parts = parts;
        this.size = size;
    }

    @SuppressWarnings("unchecked") // it holds nothing of either type
    public static <K, V> SharedMap<K, V> empty() {
        return (SharedMap<K, V>) EMPTY;
    }

    /** The same map where it is one already. */
    public static <K, V> SharedMap<K, V> copyOf(Map<K, V> map) {
        if (map instanceof SharedMap<K, V> shared) {
            return shared;
        }
        Edit<K, V> edit = SharedMap.<K, V>empty().edit();
        map.forEach(edit::put);
        return edit.done();
    }

    public Edit<K, V> edit() {
        return new Edit<>(this);
    }

    /** The keys for which this map and another do not have the same object. */
    @SuppressWarnings("ReferenceEquality") // what was not changed is the same object
    public Stream<K> keysThatDiffer(SharedMap<K, V> other) {
        return this == other
                ? Stream.of()
                : Stream.iterate(0, part -> part < PARTS, part -> part + 1)
                        .filter(part -> parts.get(part) != other.parts.get(part))
                        .flatMap(part -> keysThatDiffer(parts.get(part), other.parts.get(part)));
    }

    @SuppressWarnings("ReferenceEquality") // what was not changed is the same object
    private static <K, V> Stream<K> keysThatDiffer(Map<K, V> one, Map<K, V> other) {
        return Stream.concat(
                one.entrySet().stream()
                        .filter(entry -> entry.getValue() != other.get(entry.getKey()))
                        .map(Map.Entry::getKey),
                other.keySet().stream().filter(key -> !one.containsKey(key)));
    }

    @Override
    public @Nullable V get(@Nullable Object key) {
        return parts.get(part(key)).get(key);
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
        return get(key) != null;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public Set<Map.Entry<K, V>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public Iterator<Map.Entry<K, V>> iterator() {
                return parts.stream()
                        .flatMap(part -> Collections.unmodifiableMap(part).entrySet().stream())
                        .iterator();
            }

            @Override
            public int size() {
                return size;
            }
        };
    }

    private static int part(@Nullable Object key) {
        return (Objects.hashCode(key) * GOLDEN_RATIO) >>> (Integer.SIZE - PART_BITS);
    }

    /** Makes the next map: a part is copied when it is first written to. For one thread. */
    public static final class Edit<K, V> {

        private final SharedMap<K, V> before;
        private final List<Map<K, V>> parts;
        private final BitSet copied = new BitSet(PARTS);
        private int size;

        private Edit(SharedMap<K, V> before) {
            this.before = before;
            this.parts = new ArrayList<>(before.parts);
            this.size = before.size;
        }

        public @Nullable V get(K key) {
            return parts.get(part(key)).get(key);
        }

        @SuppressWarnings("ReferenceEquality") // an equal one is not the same to whoever looks for what differs
        public void put(K key, V value) {
            if (get(key) != value && own(key).put(key, value) == null) {
                size++;
            }
        }

        public void remove(K key) {
            if (get(key) != null) {
                own(key).remove(key);
                size--;
            }
        }

        /** The same map where nothing changed. */
        public SharedMap<K, V> done() {
            return copied.isEmpty() ? before : new SharedMap<>(List.copyOf(parts), size);
        }

        private Map<K, V> own(K key) {
            int part = part(key);
            if (!copied.get(part)) {
                copied.set(part);
                parts.set(part, new HashMap<>(parts.get(part)));
            }
            return parts.get(part);
        }
    }
}
