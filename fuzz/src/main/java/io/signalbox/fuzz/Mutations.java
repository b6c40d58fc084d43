package io.signalbox.fuzz;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/** Tries a target with its seeds and with changed ones: the same each time, in a moment, as a test. */
public final class Mutations {

    private static final int SHOWN_BYTES = 2_000;
    private static final int MAX_CHANGES = 4;
    private static final int[] INTERESTING = {
        0, 1, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, Short.MAX_VALUE, 0x7fffffff >> 4
    };

    private Mutations() {}

    /**
     * Reads each seed, and so many that were changed.
     *
     * @throws AssertionError with the bytes, when one of them is not read or refused as it should be
     */
    public static void hold(FuzzTarget target, int changed) {
        List<byte[]> seeds = target.seeds();
        if (seeds.isEmpty()) {
            throw new AssertionError(target.getClass().getSimpleName() + " has no seeds");
        }
        seeds.forEach(seed -> read(target, seed));
        Random random = new Random(target.getClass().getSimpleName().hashCode());
        for (int i = 0; i < changed; i++) {
            read(target, changed(seeds.get(random.nextInt(seeds.size())), seeds, random));
        }
    }

    private static void read(FuzzTarget target, byte[] input) {
        try {
            target.read(input.clone());
        } catch (Exception | AssertionError | StackOverflowError | OutOfMemoryError e) {
            throw new AssertionError(
                    target.getClass().getSimpleName() + " of "
                            + HexFormat.of().formatHex(Arrays.copyOf(input, Math.min(input.length, SHOWN_BYTES))),
                    e);
        }
    }

    private static byte[] changed(byte[] seed, List<byte[]> seeds, Random random) {
        byte[] bytes = seed.clone();
        for (int left = 1 + random.nextInt(MAX_CHANGES); left > 0 && bytes.length > 0; left--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(7)) {
                case 0 -> bytes = Arrays.copyOf(bytes, at);
                case 1 -> bytes = joined(bytes, at, at + random.nextInt(bytes.length - at));
                case 2 -> bytes = joined(bytes, at + random.nextInt(bytes.length - at), at);
                case 3 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 4 -> number(bytes, at, INTERESTING[random.nextInt(INTERESTING.length)]);
                case 5 -> {
                    byte[] other = seeds.get(random.nextInt(seeds.size()));
                    int from = other.length == 0 ? 0 : random.nextInt(other.length);
                    byte[] tail = Arrays.copyOfRange(other, from, other.length);
                    byte[] mixed = Arrays.copyOf(bytes, at + tail.length);
                    System.arraycopy(tail, 0, mixed, at, tail.length);
                    bytes = mixed;
                }
                default -> bytes[at] = (byte) random.nextInt();
            }
        }
        return bytes;
    }

    /** The first so many bytes, and then all from there on: something is missing, or comes twice. */
    private static byte[] joined(byte[] bytes, int until, int from) {
        byte[] made = Arrays.copyOf(bytes, until + bytes.length - from);
        System.arraycopy(bytes, from, made, until, bytes.length - from);
        return made;
    }

    private static void number(byte[] bytes, int at, int value) {
        if (at + Integer.BYTES <= bytes.length) {
            ByteBuffer.wrap(bytes).putInt(at, value);
        }
    }
}
