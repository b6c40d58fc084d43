package io.signalbox.controlplane.snapshot;

import com.google.protobuf.MessageLite;
import io.signalbox.proto.config.v1.ControlPlaneMessage;
import io.signalbox.proto.config.v1.Delta;
import io.signalbox.proto.config.v1.Resource;
import io.signalbox.proto.config.v1.ResourceKey;
import io.signalbox.proto.config.v1.Snapshot;
import java.util.ArrayList;
import java.util.List;

/** A whole snapshot or a delta as serialised messages, each well under the limit of one gRPC message. */
final class Chunks {

    /** Half of what we promise: the last resource of a chunk may be large, since a request body may have 1 MiB. */
    private static final int TARGET_BYTES = 512 * 1024;

    private Chunks() {}

    static List<byte[]> whole(StateDigests proof, List<Resource> resources) {
        List<byte[]> chunks = new ArrayList<>();
        List<List<Resource>> parts = parts(resources);
        for (int i = 0; i < parts.size(); i++) {
            Snapshot.Builder chunk = Snapshot.newBuilder()
                    .setVersion(proof.version())
                    .setEdition(proof.edition())
                    .addAllResources(parts.get(i));
            if (i == parts.size() - 1) {
                chunk.setLast(true).setDigest(proof.digest()).setContentDigest(proof.contentDigest());
            }
            chunks.add(
                    ControlPlaneMessage.newBuilder().setSnapshot(chunk).build().toByteArray());
        }
        return List.copyOf(chunks);
    }

    static List<byte[]> delta(long from, StateDigests to, List<Resource> changed, List<ResourceKey> removed) {
        List<Delta.Builder> deltas = new ArrayList<>();
        parts(changed)
                .forEach(part ->
                        deltas.add(Delta.newBuilder().addAllChanged(part).setMore(true)));
        List<List<ResourceKey>> keys = parts(removed);
        deltas.get(deltas.size() - 1).addAllRemoved(keys.get(0));
        keys.subList(1, keys.size())
                .forEach(part ->
                        deltas.add(Delta.newBuilder().addAllRemoved(part).setMore(true)));
        deltas.get(deltas.size() - 1)
                .setMore(false)
                .setDigest(to.digest())
                .setContentDigest(to.contentDigest())
                .setSumDigest(to.sumDigest());
        return deltas.stream()
                .map(delta -> ControlPlaneMessage.newBuilder()
                        .setDelta(delta.setFromVersion(from)
                                .setToVersion(to.version())
                                .setToEdition(to.edition()))
                        .build()
                        .toByteArray())
                .toList();
    }

    /** At least one, so that there is something to say which version this is. */
    private static <M extends MessageLite> List<List<M>> parts(List<M> messages) {
        List<List<M>> parts = new ArrayList<>();
        int begin = 0;
        int bytes = 0;
        for (int i = 0; i < messages.size(); i++) {
            int size = messages.get(i).getSerializedSize();
            if (i > begin && bytes + size > TARGET_BYTES) {
                parts.add(messages.subList(begin, i));
                begin = i;
                bytes = 0;
            }
            bytes += size;
        }
        parts.add(messages.subList(begin, messages.size()));
        return parts;
    }
}
