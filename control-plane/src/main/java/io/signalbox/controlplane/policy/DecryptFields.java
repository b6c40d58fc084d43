package io.signalbox.controlplane.policy;

import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.entity.Draft;
import io.signalbox.controlplane.gateway.Need;
import io.signalbox.controlplane.gateway.RuntimeVersion;
import io.signalbox.expression.Place;
import io.signalbox.proto.config.v1.VirtualClusterPolicy;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Fields of parsed records that were encrypted are decrypted. */
public record DecryptFields(FailureMode failureMode, List<KeySource> keySources, Selector decryptFields)
        implements VirtualClusterPolicyConfig {

    static final PolicyType TYPE = PolicyType.of(
                    "decrypt_fields", DecryptFields.class, config -> Optional.of(read(config)))
            .with(PolicyType.Nesting.REQUIRED)
            .with(Place.PARSED_RECORD_CONDITION);

    public DecryptFields {
        keySources = List.copyOf(keySources);
    }

    /** Which fields. */
    public record Selector(Names paths) {}

    private static Draft<PolicyConfig> read(BodyReader config) {
        DecryptFields decrypt = new DecryptFields(
                config.requiredChoice("failure_mode", FailureMode.ofConsuming()),
                KeySource.read(config),
                new Selector(Names.readPaths(config.requiredObject("decrypt_fields"))));
        return attempt -> decrypt;
    }

    @Override
    public List<Need> needs() {
        return Stream.concat(
                        Stream.of(new Need("type", RuntimeVersion.V1_2)),
                        decryptFields.paths().need("config.decrypt_fields.paths", Place.FIELD_PATHS).stream())
                .toList();
    }

    @Override
    public void write(VirtualClusterPolicy.Builder message) {
        var decrypt = message.getDecryptFieldsBuilder().setFailureMode(failureMode.forNodes());
        decryptFields.paths().write(decrypt.getPathsBuilder());
        keySources.forEach(source -> decrypt.addKeySources(source.forNodes()));
    }
}
