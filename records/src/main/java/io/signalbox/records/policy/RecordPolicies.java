package io.signalbox.records.policy;

import io.signalbox.proto.config.v1.VirtualClusterPolicy;
import io.signalbox.records.encryption.KeptKeys;
import io.signalbox.records.encryption.ManagedKeys;
import io.signalbox.records.encryption.RecordKeys;
import io.signalbox.records.encryption.StaticKeys;
import io.signalbox.records.schema.Schemas;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.record.internal.SimpleRecord;

/** The enabled policies of one phase of a virtual cluster, in the order of their chain. Two of the same messages are equal. */
public final class RecordPolicies {

    private final Phase phase;
    private final List<Declared> declared;
    private final StaticKeys keys;
    private final List<RecordPolicy> chain;

    /**
     * A policy as nodes are told of it.
     *
     * @param message is enabled, and so is its parent
     */
    public record Declared(UUID id, VirtualClusterPolicy message) {}

    private RecordPolicies(Phase phase, List<Declared> declared, StaticKeys keys, List<RecordPolicy> chain) {
        this.phase = phase;
        this.declared = List.copyOf(declared);
        this.keys = keys;
        this.chain = List.copyOf(chain);
    }

    /**
     * Reads the policies of a phase.
     *
     * @param declared in any order
     * @param keys of the gateway
     * @throws IllegalArgumentException when this release does not know what one of them says: none may be applied then
     */
    public static RecordPolicies of(Phase phase, List<Declared> declared, StaticKeys keys) {
        List<Declared> ordered = inOrder(declared);
        Map<String, List<Declared>> byParent = ordered.stream()
                .collect(Collectors.groupingBy(policy -> policy.message().getParentPolicyId()));
        Function<String, List<RecordPolicy>> children = parent -> byParent.getOrDefault(parent, List.of()).stream()
                .map(child -> read(child, List.of(), keys))
                .toList();
        return new RecordPolicies(
                phase,
                ordered,
                keys,
                byParent.getOrDefault("", List.of()).stream()
                        .map(policy -> read(policy, children.apply(policy.id().toString()), keys))
                        .toList());
    }

    private static List<Declared> inOrder(List<Declared> declared) {
        return declared.stream()
                .sorted(Comparator.comparingInt(policy -> policy.message().getPosition()))
                .toList();
    }

    /** Whether these are made of the same messages and keys. */
    public boolean isOf(List<Declared> others, StaticKeys now) {
        return declared.equals(inOrder(others)) && keys.equals(now);
    }

    private static RecordPolicy read(Declared policy, List<RecordPolicy> children, StaticKeys keys) {
        try {
            return RecordPolicy.of(policy.id(), policy.message(), children, keys);
        } catch (IllegalArgumentException e) {
            String name = policy.message().getName();
            throw new IllegalArgumentException(
                    "the policy [" + (name.isEmpty() ? policy.id() : name) + "]: " + e.getMessage(), e);
        }
    }

    public Phase phase() {
        return phase;
    }

    public boolean isEmpty() {
        return chain.isEmpty();
    }

    /** Whether records can be missing from what clients get. */
    public boolean canHide() {
        return chain.stream().anyMatch(RecordPolicy::canHide);
    }

    /**
     * What is to be done to the records of a topic for a client.
     *
     * @param client {@code context} with what is known of it: contract section 4.6
     * @param topic by the name that the client uses
     * @param schemas of the registries that policies name
     */
    public TopicPolicies on(Map<String, Object> client, String topic, Schemas schemas) {
        return on(client, topic, schemas, ManagedKeys.NONE);
    }

    /**
     * As {@link #on(Map, String, Schemas)}.
     *
     * @param managed keys of a key management service, which policies may name
     */
    public TopicPolicies on(Map<String, Object> client, String topic, Schemas schemas, ManagedKeys managed) {
        Map<String, Object> context = new HashMap<>();
        if (client.get("context") instanceof Map<?, ?> known) {
            known.forEach((name, value) -> context.put(String.valueOf(name), value));
        }
        context.put("topic", Map.of("name", topic));
        Map<String, Object> fields = Map.of("context", context);
        return new TopicPolicies(
                phase,
                new KeptKeys(new RecordKeys(keys, managed)),
                schemas,
                chain.stream()
                        .map(policy -> policy.on(fields))
                        .flatMap(Optional::stream)
                        .toList(),
                fields);
    }

    /**
     * What would become of a record; nothing is asked for or counted.
     *
     * @param client as of {@link #on}
     * @param schemas those that are known
     */
    public RecordPreview preview(Map<String, Object> client, String topic, Schemas schemas, SimpleRecord record) {
        return RecordPreview.of(
                chain.stream().flatMap(RecordPolicies::refs).toList(), on(client, topic, schemas), record);
    }

    private static Stream<PolicyRef> refs(RecordPolicy policy) {
        return Stream.concat(Stream.of(policy.ref()), policy.children().stream().flatMap(RecordPolicies::refs));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RecordPolicies that && phase == that.phase && isOf(that.declared, that.keys);
    }

    @Override
    public int hashCode() {
        return declared.hashCode();
    }

    @Override
    public String toString() {
        return phase + " " + chain.stream().map(RecordPolicy::ref).toList();
    }
}
