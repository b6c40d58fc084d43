package io.signalbox.controlplane.snapshot;

import com.google.protobuf.ByteString;
import io.signalbox.proto.config.v1.ControlPlaneMessage;
import io.signalbox.proto.config.v1.Resource;
import io.signalbox.proto.config.v1.Snapshot;
import java.util.ArrayList;
import java.util.List;

/** A whole snapshot as serialised messages, made once for all streams. */
final class Chunks {

    /** Half of what we promise: the last resource of a chunk may be large, since a request body may have 1 MiB. */
    private static final int TARGET_BYTES = 512 * 1024;

    private Chunks() {}

    static List<byte[]> of(long version, List<Resource> resources, ByteString digest) {
        List<byte[]> chunks = new ArrayList<>();
        Snapshot.Builder chunk = Snapshot.newBuilder().setVersion(version);
        int bytes = 0;
        for (Resource resource : resources) {
            if (bytes > 0 && bytes + resource.getSerializedSize() > TARGET_BYTES) {
                chunks.add(message(chunk));
                chunk = Snapshot.newBuilder().setVersion(version);
                bytes = 0;
            }
            chunk.addResources(resource);
            bytes += resource.getSerializedSize();
        }
        chunks.add(message(chunk.setLast(true).setDigest(digest)));
        return List.copyOf(chunks);
    }

    private static byte[] message(Snapshot.Builder chunk) {
        return ControlPlaneMessage.newBuilder().setSnapshot(chunk).build().toByteArray();
    }
}
