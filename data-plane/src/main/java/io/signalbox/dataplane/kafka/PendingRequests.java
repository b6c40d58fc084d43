package io.signalbox.dataplane.kafka;

/**
 * The requests of one connection that have no response yet, in order: brokers answer in the order of the requests. One
 * long each, in a ring that grows. For one event loop.
 */
public final class PendingRequests {

    private static final int INITIAL = 8; // a power of two, as every later size; a producer has five at most by default

    private long[] ring = new long[INITIAL];
    private int head;
    private int size;

    void add(short apiKey, short version, int correlationId) {
        if (size == ring.length) {
            grow();
        }
        ring[(head + size) & (ring.length - 1)] =
                ((long) correlationId << 32) | ((apiKey & 0xffffL) << 16) | (version & 0xffffL);
        size++;
    }

    /** Takes the oldest away; {@link #apiKey}, {@link #version} and {@link #correlationId} read what is returned. */
    long remove() {
        long request = ring[head];
        head = (head + 1) & (ring.length - 1);
        size--;
        return request;
    }

    public int size() {
        return size;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    static short apiKey(long request) {
        return (short) (request >> 16);
    }

    static short version(long request) {
        return (short) request;
    }

    static int correlationId(long request) {
        return (int) (request >> 32);
    }

    private void grow() {
        long[] larger = new long[ring.length * 2];
        for (int i = 0; i < size; i++) {
            larger[i] = ring[(head + i) & (ring.length - 1)];
        }
        ring = larger;
        head = 0;
    }
}
