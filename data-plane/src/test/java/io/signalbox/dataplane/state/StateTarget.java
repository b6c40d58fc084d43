package io.signalbox.dataplane.state;

import io.signalbox.credentials.Issuer;
import io.signalbox.credentials.Issuer.CertificateRequest;
import io.signalbox.credentials.Issuer.KeyKind;
import io.signalbox.credentials.PrivateKeys;
import io.signalbox.dataplane.config.ImageBuilder;
import io.signalbox.dataplane.config.Resources;
import io.signalbox.dataplane.config.RoutingImage;
import io.signalbox.dataplane.config.Snapshots;
import io.signalbox.fuzz.FuzzTarget;
import io.signalbox.proto.config.v1.LastKnownGood;
import io.signalbox.proto.config.v1.Snapshot;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/**
 * A state file as it is on disk, and a snapshot as it comes by the stream: what can be read of it is made an image of, whatever the
 * control plane that sent it thought of it. The first byte tells which.
 */
final class StateTarget implements FuzzTarget {

    private static final byte SEALED = 0;
    private static final byte SNAPSHOT = 1;
    private static final StateSeal SEAL = StateSeal.of(
            PrivateKeys.parse(Issuer.selfSigned(CertificateRequest.of(KeyKind.EC, "CN=node", Duration.ofDays(1)))
                    .keyPem()),
            Snapshots.id(1));

    @Override
    public List<byte[]> seeds() {
        Snapshots small = new Snapshots()
                .backend(1)
                .virtual(2, 1)
                .listener(3, "9092-9095")
                .policy(4, 3, 2, true)
                .acls(5, 2, policy -> {});
        Snapshots large = new Snapshots()
                .backend(1, List.of("kafka1:9092", "kafka2:9092"))
                .protectedBackend(6, "tls")
                .virtual(2, 1, "label")
                .listenerAt(3, List.of("127.0.0.1", "::1"), "9092", "9100-9110")
                .policy(4, 3, 2, false)
                .trustBundle(
                        7,
                        Issuer.create(KeyKind.EC, "CN=ca", Duration.ofDays(1))
                                .authority()
                                .certificatePem());
        return List.of(
                with(SEALED, SEAL.seal(state(small))), with(SNAPSHOT, state(small)), with(SNAPSHOT, state(large)));
    }

    @Override
    public void read(byte[] input) {
        if (input.length == 0) {
            return;
        }
        byte[] content = new byte[input.length - 1];
        System.arraycopy(input, 1, content, 0, content.length);
        try {
            Snapshot snapshot = LastKnownGood.parseFrom(input[0] == SEALED ? SEAL.open(content) : content)
                    .getSnapshot();
            Resources resources =
                    Resources.of(snapshot.getVersion(), snapshot.getEdition(), snapshot.getResourcesList());
            resources.prove(snapshot.getDigest(), snapshot.getContentDigest());
            ImageBuilder.build(resources, RoutingImage.EMPTY, Snapshots.NODE);
        } catch (IOException e) { // protobuf's is one
            if (e.getMessage() == null) {
                throw new AssertionError("no reason", e);
            }
        } catch (IllegalArgumentException e) {
            // An id that is none: no control plane sends one, and without that resource something might not be
            // enforced.
            if (Arrays.stream(e.getStackTrace())
                    .noneMatch(frame -> frame.getClassName().equals(UUID.class.getName()))) {
                throw e;
            }
        }
    }

    private static byte[] state(Snapshots snapshots) {
        Resources resources = snapshots.resources();
        return LastKnownGood.newBuilder()
                .setSnapshot(Snapshot.newBuilder()
                        .setVersion(resources.version())
                        .setEdition(resources.edition())
                        .addAllResources(resources.all())
                        .setDigest(resources.digest())
                        .setContentDigest(resources.contentDigest())
                        .setLast(true))
                .build()
                .toByteArray();
    }

    private static byte[] with(byte kind, byte[] content) {
        byte[] made = new byte[content.length + 1];
        made[0] = kind;
        System.arraycopy(content, 0, made, 1, content.length);
        return made;
    }
}
