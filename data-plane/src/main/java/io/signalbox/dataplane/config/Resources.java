package io.signalbox.dataplane.config;

import com.google.protobuf.ByteString;
import io.signalbox.proto.config.v1.Resource;
import io.signalbox.proto.config.v1.ResourceKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The resources of one configuration version, as the control plane sent them. Immutable. */
public record Resources(long version, Map<ResourceKey, Resource> byKey) {

    public static final Resources NONE = new Resources(0, Map.of());

    public Resources {
        byKey = Map.copyOf(byKey);
    }

    /** A whole snapshot. */
    public static Resources of(long version, Collection<Resource> resources) {
        Map<ResourceKey, Resource> byKey = new HashMap<>();
        resources.forEach(resource -> byKey.put(resource.getKey(), resource));
        return new Resources(version, byKey);
    }

    /** What a delta makes of these. */
    public Resources with(long toVersion, Collection<Resource> changed, Collection<ResourceKey> removed) {
        Map<ResourceKey, Resource> next = new HashMap<>(byKey);
        changed.forEach(resource -> next.put(resource.getKey(), resource));
        removed.forEach(next::remove);
        return new Resources(toVersion, next);
    }

    /** The digest over ids and versions, as the definition of {@code Resource} in {@code config.proto} says. */
    public ByteString digest() {
        List<String> lines = new ArrayList<>(byKey.size());
        byKey.forEach((key, resource) ->
                lines.add(key.getKind().getNumber() + " " + key.getId() + " " + resource.getVersion() + "\n"));
        lines.sort(null); // ASCII throughout: characters sort as bytes do
        MessageDigest digest = sha256();
        lines.forEach(line -> digest.update(line.getBytes(StandardCharsets.US_ASCII)));
        return ByteString.copyFrom(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
