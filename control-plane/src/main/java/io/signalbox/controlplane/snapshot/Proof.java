package io.signalbox.controlplane.snapshot;

import com.google.protobuf.ByteString;
import io.signalbox.resources.ResourceSet;

/**
 * What a state is told by, and proven by to whoever was led to it.
 *
 * @param digest over ids and versions, for nodes of earlier releases
 * @param contentDigest over contents, too
 */
record Proof(long version, String edition, ByteString digest, ByteString contentDigest) {

    static Proof of(ResourceSet resources, long version, String edition) {
        return new Proof(version, edition, resources.digest(), resources.contentDigest());
    }
}
