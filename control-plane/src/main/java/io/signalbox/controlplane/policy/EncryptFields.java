package io.signalbox.controlplane.policy;

import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.entity.Attempt;
import io.signalbox.controlplane.entity.Draft;
import io.signalbox.controlplane.gateway.Need;
import io.signalbox.controlplane.gateway.RuntimeVersion;
import io.signalbox.expression.Place;
import io.signalbox.proto.config.v1.VirtualClusterPolicy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Fields of parsed records are encrypted. */
public record EncryptFields(FailureMode failureMode, List<Selector> encryptFields)
        implements VirtualClusterPolicyConfig {

    static final PolicyType TYPE = PolicyType.of(
                    "encrypt_fields", EncryptFields.class, config -> Optional.of(read(config)))
            .with(PolicyType.Nesting.REQUIRED)
            .with(Place.PARSED_RECORD_CONDITION);

    private static final int MAX_SELECTORS = 256;

    public EncryptFields {
        encryptFields = List.copyOf(encryptFields);
    }

    /** Which fields, and with what. */
    public record Selector(Names paths, EncryptionKey encryptionKey) {}

    private static Draft<PolicyConfig> read(BodyReader config) {
        FailureMode mode = config.requiredChoice("failure_mode", FailureMode.ofProducing());
        List<Function<Attempt<PolicyConfig>, Selector>> selectors = config.requiredList(
                "encrypt_fields", 1, MAX_SELECTORS, item -> item.object().flatMap(EncryptFields::selector));
        return attempt -> new EncryptFields(
                mode,
                selectors.stream().map(selector -> selector.apply(attempt)).toList());
    }

    private static Optional<Function<Attempt<PolicyConfig>, Selector>> selector(BodyReader selector) {
        Names paths = Names.readPaths(selector);
        return EncryptionKey.read(selector).map(key -> attempt -> new Selector(paths, key.apply(attempt)));
    }

    @Override
    public List<UUID> references() {
        return encryptFields.stream()
                .flatMap(selector -> selector.encryptionKey().reference().stream())
                .toList();
    }

    @Override
    public List<Need> needs() {
        return Stream.concat(
                        Stream.of(new Need("type", RuntimeVersion.V1_2)),
                        IntStream.range(0, encryptFields.size())
                                .boxed()
                                .flatMap(i -> encryptFields
                                        .get(i)
                                        .paths()
                                        .need("config.encrypt_fields[" + i + "].paths", Place.FIELD_PATHS)
                                        .stream()))
                .toList();
    }

    @Override
    public PolicyConfig shown(Map<UUID, String> names) {
        return new EncryptFields(
                failureMode,
                encryptFields.stream()
                        .map(selector -> new Selector(
                                selector.paths(), selector.encryptionKey().shown(names)))
                        .toList());
    }

    @Override
    public void write(VirtualClusterPolicy.Builder message) {
        var encrypt = message.getEncryptFieldsBuilder().setFailureMode(failureMode.forNodes());
        encryptFields.forEach(selector -> {
            var field = encrypt.addFieldsBuilder();
            selector.paths().write(field.getPathsBuilder());
            selector.encryptionKey().write(field.getKeyBuilder());
        });
    }
}
