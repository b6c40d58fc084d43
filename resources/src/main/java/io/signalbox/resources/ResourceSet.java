package io.signalbox.resources;

import com.google.protobuf.ByteString;
import io.signalbox.proto.config.v1.Resource;
import io.signalbox.proto.config.v1.ResourceKey;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

/**
 * The resources of one version, in the order in which digests take them, so that a digest is one pass without sorting.
 * Digests are as the definition of {@code Resource} in {@code config.proto} says: SHA-256 over a line for each. Immutable.
 */
public final class ResourceSet {

    public static final ResourceSet EMPTY = new ResourceSet(List.of(), BigInteger.ZERO);

    /** The order of {@link #all}. */
    public static final Comparator<Resource> ORDER = Comparator.comparing(resource -> Held.key(resource.getKey()));

    private static final int DIGEST_BYTES = 32;

    private final List<Held> held; // never written once it is here
    private final BigInteger sum; // of the hashes of all lines; its last bytes count

    private ResourceSet(List<Held> held, BigInteger sum) {
        this.held = held;
        this.sum = sum.mod(BigInteger.ONE.shiftLeft(DIGEST_BYTES * Byte.SIZE));
    }

    public static ResourceSet of(Collection<Resource> resources) {
        Map<String, Held> byKey = new HashMap<>(); // of two with one key, the later
        for (Resource resource : resources) {
            Held one = new Held(resource);
            byKey.put(one.key, one);
        }
        List<Held> sorted = new ArrayList<>(byKey.values());
        sorted.sort(Held.BY_KEY);
        return new ResourceSet(sorted, sorted.stream().map(Held::hash).reduce(BigInteger.ZERO, BigInteger::add));
    }

    /** With the hash of its content, which is over everything else that it has. */
    public static Resource hashed(Resource.Builder resource) {
        byte[] content = resource.clearContentHash().build().toByteArray();
        return resource.setContentHash(ByteString.copyFrom(sha256().digest(content)))
                .build();
    }

    /** What a change makes of these: references are copied, and nothing that did not change is read. */
    public ResourceSet with(Collection<Resource> changed, Collection<ResourceKey> removed) {
        if (changed.isEmpty() && removed.isEmpty()) {
            return this;
        }
        List<Held> next = new ArrayList<>(held);
        BigInteger nextSum = sum;
        for (Resource resource : changed) {
            Held one = new Held(resource);
            int at = Collections.binarySearch(next, one, Held.BY_KEY);
            if (at >= 0) {
                nextSum = nextSum.subtract(next.set(at, one).hash());
            } else {
                next.add(-at - 1, one);
            }
            nextSum = nextSum.add(one.hash());
        }
        for (ResourceKey key : removed) {
            int at = Collections.binarySearch(next, new Held(key), Held.BY_KEY);
            if (at >= 0) {
                nextSum = nextSum.subtract(next.remove(at).hash());
            }
        }
        return new ResourceSet(next, nextSum);
    }

    /**
     * What differs between two sets, in order.
     *
     * @param gone that are not there any more, or are there in another form
     * @param come that were not there, or were there in another form
     */
    public record Difference(List<Resource> gone, List<Resource> come) {}

    /** What makes this set of an earlier one. What a change left as it was is passed over, and not read. */
    @SuppressWarnings("ReferenceEquality")
    public Difference since(ResourceSet earlier) {
        List<Resource> gone = new ArrayList<>();
        List<Resource> come = new ArrayList<>();
        int then = 0;
        int now = 0;
        while (then < earlier.held.size() && now < held.size()) {
            Held before = earlier.held.get(then);
            Held after = held.get(now);
            int order = before == after ? 0 : Held.BY_KEY.compare(before, after);
            if (order == 0 && before != after && !before.resource.equals(after.resource)) {
                gone.add(before.resource);
                come.add(after.resource);
            } else if (order < 0) {
                gone.add(before.resource);
            } else if (order > 0) {
                come.add(after.resource);
            }
            then += order <= 0 ? 1 : 0;
            now += order >= 0 ? 1 : 0;
        }
        earlier.held.subList(then, earlier.held.size()).forEach(one -> gone.add(one.resource));
        held.subList(now, held.size()).forEach(one -> come.add(one.resource));
        return new Difference(gone, come);
    }

    public int size() {
        return held.size();
    }

    public List<Resource> all() {
        return held.stream().map(one -> one.resource).toList();
    }

    public List<Resource> changedSince(long version) {
        return held.stream()
                .map(one -> one.resource)
                .filter(resource -> resource.getVersion() > version)
                .toList();
    }

    /** Over ids and versions. Takes half a millisecond for ten thousand. */
    public ByteString digest() {
        return digest(one -> one.idLength);
    }

    /** Over contents, too, by the hashes that they bear: none is read. */
    public ByteString contentDigest() {
        return digest(one -> one.line.length);
    }

    /** Over contents, too, and known without a pass over them. */
    public ByteString sumDigest() {
        byte[] shortest = sum.toByteArray();
        byte[] digest = new byte[DIGEST_BYTES];
        int length = Math.min(shortest.length, DIGEST_BYTES); // there may be a byte for the sign
        System.arraycopy(shortest, shortest.length - length, digest, DIGEST_BYTES - length, length);
        return ByteString.copyFrom(digest);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ResourceSet set && all().equals(set.all());
    }

    @Override
    public int hashCode() {
        return all().hashCode();
    }

    private ByteString digest(ToIntFunction<Held> length) {
        MessageDigest digest = sha256();
        held.forEach(one -> {
            digest.update(one.line, 0, length.applyAsInt(one));
            digest.update((byte) '\n');
        });
        return ByteString.copyFrom(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** A resource with its line of the digests, which begins with its key: the order of keys is that of the lines. */
    private static final class Held {

        static final Comparator<Held> BY_KEY = Comparator.comparing(one -> one.key);

        private final String key;
        private final Resource resource;
        private final byte[] line; // without its end
        private final int idLength; // of that part of the line that ends with the version

        Held(Resource resource) {
            this.resource = resource;
            key = key(resource.getKey());
            String ids = key + " " + resource.getVersion();
            String content = HexFormat.of().formatHex(resource.getContentHash().toByteArray());
            line = (ids + " " + content).getBytes(StandardCharsets.US_ASCII);
            idLength = ids.length();
        }

        /** To look for. */
        Held(ResourceKey key) {
            this.key = key(key);
            resource = Resource.getDefaultInstance();
            line = new byte[0];
            idLength = 0;
        }

        BigInteger hash() {
            MessageDigest digest = sha256();
            digest.update(line);
            digest.update((byte) '\n');
            return new BigInteger(1, digest.digest());
        }

        private static String key(ResourceKey key) {
            return key.getKindValue() + " " + key.getId();
        }
    }
}
