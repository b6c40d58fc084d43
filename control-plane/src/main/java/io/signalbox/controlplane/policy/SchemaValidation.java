package io.signalbox.controlplane.policy;

import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.body.Spelled;
import io.signalbox.controlplane.entity.Draft;
import io.signalbox.controlplane.entity.Reference;
import io.signalbox.controlplane.gateway.EntityKind;
import io.signalbox.controlplane.gateway.Need;
import io.signalbox.controlplane.gateway.RuntimeVersion;
import io.signalbox.expression.Place;
import io.signalbox.proto.config.v1.SchemaFormat;
import io.signalbox.proto.config.v1.VirtualClusterPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Records are parsed, and must be as their schema says; what is nested under this is applied to what was parsed.
 *
 * @param keyValidationAction deprecated, as is that of the value: {@code failureMode} says it for both
 */
public record SchemaValidation(
        Format type,
        Optional<Reference.AsSent> schemaRegistry,
        Optional<FailureMode> failureMode,
        Optional<Boolean> validateKey,
        Optional<Boolean> validateValue,
        Optional<FailureMode> keyValidationAction,
        Optional<FailureMode> valueValidationAction)
        implements VirtualClusterPolicyConfig {

    static final PolicyType PRODUCE =
            type(FailureMode.ofProducing(), new FailureMode[] {FailureMode.REJECT, FailureMode.MARK});
    static final PolicyType CONSUME =
            type(FailureMode.ofConsuming(), new FailureMode[] {FailureMode.MARK, FailureMode.SKIP});

    /** How records are written. */
    public enum Format implements Spelled {
        CONFLUENT_SCHEMA_REGISTRY,
        JSON
    }

    private static PolicyType type(FailureMode[] modes, FailureMode[] actions) {
        return PolicyType.of("schema_validation", SchemaValidation.class, config -> read(config, modes, actions))
                .with(PolicyType.Nesting.PARENT)
                .with(Place.RECORD_CONDITION);
    }

    private static Optional<Draft<PolicyConfig>> read(BodyReader config, FailureMode[] modes, FailureMode[] actions) {
        SchemaValidation sent = new SchemaValidation(
                config.requiredChoice("type", Format.values()),
                Optional.empty(),
                config.choice("failure_mode", modes),
                config.flag("validate_key"),
                config.flag("validate_value"),
                config.choice("key_validation_action", actions),
                config.choice("value_validation_action", actions));
        Optional<Reference> registry = Reference.readOptional(config, "schema_registry");
        return Optional.of(attempt ->
                sent.with(registry.map(reference -> attempt.resolveAsSent(reference, EntityKind.SCHEMA_REGISTRY))));
    }

    @Override
    public List<UUID> references() {
        return schemaRegistry.flatMap(Reference.AsSent::meant).stream().toList();
    }

    /** Nodes before 1.2 know the two actions alone. */
    @Override
    public List<Need> needs() {
        List<Need> needs = new ArrayList<>();
        failureMode.ifPresent(mode -> needs.add(new Need("config.failure_mode", RuntimeVersion.V1_2)));
        validateKey.ifPresent(flag -> needs.add(new Need("config.validate_key", RuntimeVersion.V1_2)));
        validateValue.ifPresent(flag -> needs.add(new Need("config.validate_value", RuntimeVersion.V1_2)));
        return needs;
    }

    @Override
    public PolicyConfig shown(Map<UUID, String> names) {
        return with(schemaRegistry.map(registry -> registry.shown(names)));
    }

    @Override
    public void write(VirtualClusterPolicy.Builder message) {
        var validation = message.getSchemaValidationBuilder()
                .setFormat(SchemaFormat.valueOf("SCHEMA_FORMAT_" + type.name()))
                .setFailureMode(FailureMode.forNodes(failureMode))
                .setKeyAction(FailureMode.forNodes(keyValidationAction))
                .setValueAction(FailureMode.forNodes(valueValidationAction));
        references().forEach(registry -> validation.setSchemaRegistryId(registry.toString()));
        validateKey.ifPresent(validation::setValidateKey);
        validateValue.ifPresent(validation::setValidateValue);
    }

    private SchemaValidation with(Optional<Reference.AsSent> registry) {
        return new SchemaValidation(
                type, registry, failureMode, validateKey, validateValue, keyValidationAction, valueValidationAction);
    }
}
