package io.signalbox.dataplane.config;

import com.google.protobuf.ByteString;
import io.signalbox.proto.config.v1.Resource;
import io.signalbox.proto.config.v1.ResourceKey;
import io.signalbox.resources.ResourceSet;
import java.util.Collection;
import java.util.List;

/**
 * The resources of one configuration version, as the control plane sent them.
 *
 * @param edition tells this version from another of the same number, as after a restore of the control plane's database;
 *     empty where a control plane of an earlier release sent it
 */
public record Resources(long version, String edition, ResourceSet set) {

    public static final Resources NONE = new Resources(0, "", ResourceSet.EMPTY);

    /** A whole snapshot. */
    public static Resources of(long version, String edition, Collection<Resource> resources) {
        return new Resources(version, edition, ResourceSet.of(resources));
    }

    /** What a delta makes of these. */
    public Resources with(
            long toVersion, String toEdition, Collection<Resource> changed, Collection<ResourceKey> removed) {
        return new Resources(toVersion, toEdition, set.with(changed, removed));
    }

    public List<Resource> all() {
        return set.all();
    }

    public ByteString digest() {
        return set.digest();
    }

    public ByteString contentDigest() {
        return set.contentDigest();
    }

    public ByteString sumDigest() {
        return set.sumDigest();
    }

    /** Whether these are what the control plane says; it gives no content digest if it is of an earlier release. */
    public boolean prove(ByteString digest, ByteString contentDigest) {
        return contentDigest.isEmpty()
                ? digest().equals(digest)
                : contentDigest().equals(contentDigest);
    }
}
