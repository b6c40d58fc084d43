package io.signalbox.dataplane.config;

import com.google.protobuf.ByteString;
import io.signalbox.proto.config.v1.Resource;
import io.signalbox.proto.config.v1.ResourceKey;
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

/** The resources of one configuration version, as the control plane sent them. Immutable. */
public final class Resources {

    public static final Resources NONE = new Resources(0, "", Map.of(), List.of());

    private final long version;
    private final String edition;
    private final Map<ResourceKey, Resource> byKey; // never written once it is here
    private final List<Line> lines; // the same, in the order of the digest, so that it is one pass

    private Resources(long version, String edition, Map<ResourceKey, Resource> byKey, List<Line> lines) {
        this.version = version;
        this.edition = edition;
        this.byKey = byKey;
        this.lines = lines;
    }

    /** A whole snapshot; the edition is empty where a control plane of an earlier release sent it. */
    public static Resources of(long version, String edition, Collection<Resource> resources) {
        Map<ResourceKey, Resource> byKey = new HashMap<>();
        resources.forEach(resource -> byKey.put(resource.getKey(), resource));
        List<Line> lines = new ArrayList<>(byKey.size());
        byKey.values().forEach(resource -> lines.add(new Line(resource)));
        lines.sort(Line.BY_KEY);
        return new Resources(version, edition, byKey, lines);
    }

    /** What a delta makes of these: references are copied, and nothing that did not change is read. */
    public Resources with(
            long toVersion, String toEdition, Collection<Resource> changed, Collection<ResourceKey> removed) {
        Map<ResourceKey, Resource> next = new HashMap<>(byKey);
        List<Line> nextLines = new ArrayList<>(lines);
        for (Resource resource : changed) {
            next.put(resource.getKey(), resource);
            Line line = new Line(resource);
            int at = Collections.binarySearch(nextLines, line, Line.BY_KEY);
            if (at >= 0) {
                nextLines.set(at, line);
            } else {
                nextLines.add(-at - 1, line);
            }
        }
        for (ResourceKey key : removed) {
            if (next.remove(key) != null) {
                nextLines.remove(Collections.binarySearch(nextLines, new Line(key), Line.BY_KEY));
            }
        }
        return new Resources(toVersion, toEdition, next, nextLines);
    }

    public long version() {
        return version;
    }

    /** Tells this version from another of the same number, as after a restore of the control plane's database. */
    public String edition() {
        return edition;
    }

    public Map<ResourceKey, Resource> byKey() {
        return Collections.unmodifiableMap(byKey);
    }

    /** The digest over ids and versions, as the definition of {@code Resource} in {@code config.proto} says. */
    public ByteString digest() {
        return digest(line -> line.idLength);
    }

    /** The same, over contents, too. */
    public ByteString contentDigest() {
        return digest(line -> line.text.length);
    }

    /** Whether these are what the control plane says; it gives no content digest if it is of an earlier release. */
    public boolean prove(ByteString digest, ByteString contentDigest) {
        return contentDigest.isEmpty()
                ? digest().equals(digest)
                : contentDigest().equals(contentDigest);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Resources resources
                && version == resources.version
                && edition.equals(resources.edition)
                && byKey.equals(resources.byKey);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(version) * 31 + byKey.hashCode();
    }

    private ByteString digest(ToIntFunction<Line> length) {
        MessageDigest digest = sha256();
        lines.forEach(line -> {
            digest.update(line.text, 0, length.applyAsInt(line));
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

    /** A resource's part of the digest. It begins with the key, so that keys are in the order in which lines are. */
    private static final class Line {

        static final Comparator<Line> BY_KEY = Comparator.comparing(line -> line.key);

        private final String key;
        private final byte[] text; // without its end
        private final int idLength; // of that part of the text that ends with the version

        Line(Resource resource) {
            key = key(resource.getKey());
            String ids = key + " " + resource.getVersion();
            String contents = HexFormat.of().formatHex(resource.getContentHash().toByteArray());
            text = (ids + " " + contents).getBytes(StandardCharsets.US_ASCII);
            idLength = ids.length();
        }

        /** To look for. */
        Line(ResourceKey key) {
            this.key = key(key);
            text = new byte[0];
            idLength = 0;
        }

        private static String key(ResourceKey key) {
            return key.getKindValue() + " " + key.getId();
        }
    }
}
