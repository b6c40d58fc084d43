package io.signalbox.controlplane.snapshot;

import com.google.protobuf.ByteString;
import io.signalbox.resources.ResourceSet;

/**
 * What identifies a state, and proves to a node that it has arrived there.
 *
 * @param digest over ids and versions, for nodes of earlier releases
 * @param contentDigest over contents, too
 * @param sumDigest the same, for what leads on from another state
 */
record StateDigests(long version, String edition, ByteString digest, ByteString contentDigest, ByteString sumDigest) {

    static StateDigests of(ResourceSet resources, long version, String edition) {
        return new StateDigests(version, edition, resources.digest(), resources.contentDigest(), resources.sumDigest());
    }
}
