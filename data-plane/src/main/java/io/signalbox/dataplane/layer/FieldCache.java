package io.signalbox.dataplane.layer;

import io.signalbox.dataplane.kafka.schema.Window;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What has been found out about the names and ids of a connection's requests, by their bytes. Finds without making an object;
 * takes no memory before it is needed, and forgets everything when it is full. For one event loop.
 */
public final class FieldCache<V> {

    static final int MAX_ENTRIES = 512;

    private static final int FIRST_PLACES = 8; // a power of two, as every later number
    private static final int FULLNESS = 2; // places for each entry
    private static final long MIX = 0x9e3779b97f4a7c15L;

    private @Nullable Entry<V>[] places = none();
    private @Nullable Entry<V> latest; // that was found: mostly it is asked for again
    private int entries;

    /** What is known of a field. */
    private static final class Entry<V> {
        private final int kind; // tells fields apart that may have the same bytes
        private final int length;
        private final long[] words; // the field's bytes, eight at a time
        private final long hash;
        private final V value;

        Entry(int kind, int length, long[] words, long hash, V value) {
            this.kind = kind;
            this.length = length;
            this.words = words;
            this.hash = hash;
            this.value = value;
        }

        boolean is(int otherKind, Window in, int index, int otherLength) {
            if (otherKind != kind || otherLength != length) {
                return false;
            }
            for (int word = 0; word < words.length; word++) {
                if (words[word] != word(in, index, length, word)) {
                    return false;
                }
            }
            return true;
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static <V> @Nullable Entry<V>[] none() {
        return new Entry[0];
    }

    /** Null where nothing is known. */
    public @Nullable V find(int kind, Window in, int index, int length) {
        if (entries == 0) {
            return null;
        }
        if (latest != null && latest.is(kind, in, index, length)) {
            return latest.value;
        }
        long hash = hash(kind, in, index, length);
        int place = place(hash);
        for (Entry<V> entry = places[place]; entry != null; entry = places[place]) {
            if (entry.hash == hash && entry.is(kind, in, index, length)) {
                latest = entry;
                return entry.value;
            }
            place = (place + 1) & (places.length - 1);
        }
        return null;
    }

    /** Of what is not known. */
    public void put(int kind, Window in, int index, int length, V value) {
        if (entries == MAX_ENTRIES) {
            clear();
        }
        if (entries * FULLNESS >= places.length) {
            grow();
        }
        long[] words = new long[(length + Long.BYTES - 1) / Long.BYTES];
        for (int word = 0; word < words.length; word++) {
            words[word] = word(in, index, length, word);
        }
        add(new Entry<>(kind, length, words, hash(kind, in, index, length), value));
    }

    public void clear() {
        places = none();
        latest = null;
        entries = 0;
    }

    private void grow() {
        @Nullable Entry<V>[] former = places;
        places = Arrays.copyOf(FieldCache.<V>none(), Math.max(FIRST_PLACES, former.length * 2));
        entries = 0;
        for (Entry<V> entry : former) {
            if (entry != null) {
                add(entry);
            }
        }
    }

    private void add(Entry<V> entry) {
        int place = place(entry.hash);
        while (places[place] != null) {
            place = (place + 1) & (places.length - 1);
        }
        places[place] = entry;
        entries++;
    }

    private int place(long hash) {
        return (int) (hash >>> Integer.SIZE) & (places.length - 1);
    }

    private static long hash(int kind, Window in, int index, int length) {
        long hash = kind * MIX + length;
        for (int word = 0; word * Long.BYTES < length; word++) {
            hash = (hash ^ word(in, index, length, word)) * MIX;
            hash ^= hash >>> Integer.SIZE;
        }
        return hash * MIX;
    }

    private static long word(Window in, int index, int length, int word) {
        int at = index + word * Long.BYTES;
        int left = length - word * Long.BYTES;
        if (left >= Long.BYTES) {
            return in.getLong(at);
        }
        if (at + Long.BYTES <= in.limit()) {
            return in.getLong(at) >>> (Byte.SIZE * (Long.BYTES - left));
        }
        long value = 0;
        for (int i = 0; i < left; i++) {
            value = value << Byte.SIZE | (in.get(at + i) & 0xff);
        }
        return value;
    }
}
