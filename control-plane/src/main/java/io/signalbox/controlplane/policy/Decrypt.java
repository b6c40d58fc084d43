package io.signalbox.controlplane.policy;

import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.entity.Draft;
import io.signalbox.expression.Place;
import io.signalbox.proto.config.v1.VirtualClusterPolicy;
import java.util.List;
import java.util.Optional;

/** Keys or values of records that were encrypted as a whole are decrypted. */
public record Decrypt(FailureMode failureMode, List<KeySource> keySources, List<RecordPart> partOfRecord)
        implements VirtualClusterPolicyConfig {

    static final PolicyType TYPE = PolicyType.of("decrypt", Decrypt.class, config -> Optional.of(read(config)))
            .with(Place.RECORD_CONDITION);

    public Decrypt {
        keySources = List.copyOf(keySources);
        partOfRecord = List.copyOf(partOfRecord);
    }

    private static Draft<PolicyConfig> read(BodyReader config) {
        Decrypt decrypt = new Decrypt(
                config.requiredChoice("failure_mode", FailureMode.ofEncryption()),
                KeySource.read(config),
                RecordPart.read(config));
        return attempt -> decrypt;
    }

    @Override
    public void write(VirtualClusterPolicy.Builder message) {
        var decrypt = message.getDecryptBuilder().setFailureMode(failureMode.forNodes());
        partOfRecord.forEach(part -> decrypt.addParts(part.forNodes()));
        keySources.forEach(source -> decrypt.addKeySources(source.forNodes()));
    }
}
