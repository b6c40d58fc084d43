package io.signalbox.controlplane.policy;

import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.entity.Draft;
import io.signalbox.expression.Place;
import io.signalbox.proto.config.v1.VirtualClusterPolicy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Keys or values of records are encrypted as a whole. */
public record Encrypt(FailureMode failureMode, List<RecordPart> partOfRecord, EncryptionKey encryptionKey)
        implements VirtualClusterPolicyConfig {

    static final PolicyType TYPE =
            PolicyType.of("encrypt", Encrypt.class, Encrypt::read).with(Place.RECORD_CONDITION);

    public Encrypt {
        partOfRecord = List.copyOf(partOfRecord);
    }

    private static Optional<Draft<PolicyConfig>> read(BodyReader config) {
        FailureMode mode = config.requiredChoice("failure_mode", FailureMode.ofEncryption());
        List<RecordPart> parts = RecordPart.read(config);
        return EncryptionKey.read(config).map(key -> attempt -> new Encrypt(mode, parts, key.apply(attempt)));
    }

    @Override
    public List<UUID> references() {
        return encryptionKey.reference().stream().toList();
    }

    @Override
    public PolicyConfig shown(Map<UUID, String> names) {
        return new Encrypt(failureMode, partOfRecord, encryptionKey.shown(names));
    }

    @Override
    public void write(VirtualClusterPolicy.Builder message) {
        var encrypt = message.getEncryptBuilder().setFailureMode(failureMode.forNodes());
        partOfRecord.forEach(part -> encrypt.addParts(part.forNodes()));
        encryptionKey.write(encrypt.getKeyBuilder());
    }
}
