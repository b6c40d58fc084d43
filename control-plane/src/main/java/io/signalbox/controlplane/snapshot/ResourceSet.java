package io.signalbox.controlplane.snapshot;

import io.signalbox.proto.config.v1.Resource;
import io.signalbox.proto.config.v1.ResourceKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * The resources of one version, in the order in which the digest takes them, so that it is one pass without sorting.
 * Immutable.
 */
final class ResourceSet {

    static final ResourceSet EMPTY = new ResourceSet(List.of());

    private static final Comparator<Held> BY_KEY = Comparator.comparing(held -> held.key);

    private final List<Held> held; // never written once it is here

    private ResourceSet(List<Held> held) {
        this.held = held;
    }

    static ResourceSet of(Collection<Resource> resources) {
        List<Held> sorted = new ArrayList<>(resources.size());
        resources.forEach(resource -> sorted.add(new Held(resource)));
        sorted.sort(BY_KEY);
        return new ResourceSet(sorted);
    }

    /** What a change makes of these: references are copied, and no resource is. */
    ResourceSet with(Collection<Resource> changed, Collection<ResourceKey> removed) {
        if (changed.isEmpty() && removed.isEmpty()) {
            return this;
        }
        List<Held> next = new ArrayList<>(held);
        changed.forEach(resource -> {
            Held one = new Held(resource);
            int at = find(next, one.key);
            if (at >= 0) {
                next.set(at, one);
            } else {
                next.add(-at - 1, one);
            }
        });
        removed.forEach(key -> {
            int at = find(next, Held.key(key));
            if (at >= 0) {
                next.remove(at);
            }
        });
        return new ResourceSet(next);
    }

    int size() {
        return held.size();
    }

    List<Resource> all() {
        return held.stream().map(one -> one.resource).toList();
    }

    List<Resource> changedSince(long version) {
        return held.stream()
                .map(one -> one.resource)
                .filter(resource -> resource.getVersion() > version)
                .toList();
    }

    /** Grows with the gateway, but takes half a millisecond for ten thousand: less than the transaction before it. No content is read. */
    Proof proof(long version, String edition) {
        Digest ids = new Digest();
        Digest contents = new Digest();
        held.forEach(one -> {
            ids.add(one.line, one.idLength);
            contents.add(one.line, one.line.length);
        });
        return new Proof(version, edition, ids.finish(), contents.finish());
    }

    private static int find(List<Held> sorted, String key) {
        int low = 0;
        int high = sorted.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = sorted.get(middle).key.compareTo(key);
            if (order == 0) {
                return middle;
            }
            low = order < 0 ? middle + 1 : low;
            high = order < 0 ? high : middle - 1;
        }
        return -low - 1;
    }

    /** A resource with its line of the digest, which begins with its key: the order of keys is that of the lines. */
    private static final class Held {

        private final String key;
        private final Resource resource;
        private final byte[] line;
        private final int idLength; // of that part of the line that ends with the version

        Held(Resource resource) {
            this.resource = resource;
            key = key(resource.getKey());
            line = Digest.line(key, resource.getVersion(), resource.getContentHash());
            idLength = line.length - 1 - 2 * resource.getContentHash().size();
        }

        static String key(ResourceKey key) {
            return key.getKindValue() + " " + key.getId();
        }
    }
}
