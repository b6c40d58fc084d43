package io.signalbox.controlplane.policy;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.node.JsonNodeFactory;

/** Teaches mappers to read the config of a stored policy as what its type says. */
@Configuration(proxyBeanMethods = false)
class PolicyJson {

    @Bean
    static JacksonModule policies() {
        return new SimpleModule("policies").addDeserializer(Policy.class, new Stored());
    }

    private static final class Stored extends StdDeserializer<Policy> {

        private static final JsonNode NOTHING = JsonNodeFactory.instance.objectNode();

        Stored() {
            super(Policy.class);
        }

        @Override
        public Policy deserialize(JsonParser json, DeserializationContext context) {
            JsonNode policy = context.readTree(json);
            String type = policy.path("type").asString();
            PolicyType known = PolicyFamily.storedTypeOf(type)
                    .orElseThrow(() -> new IllegalStateException("stored with a type that is not known: " + type));
            return new Policy(
                    type,
                    text(policy, "name"),
                    policy.path("description").asString(),
                    policy.path("enabled").asBoolean(),
                    labels(policy.path("labels")),
                    text(policy, "condition"),
                    text(policy, "parent_policy_id").map(UUID::fromString),
                    context.readTreeAsValue(policy.has("config") ? policy.get("config") : NOTHING, known.config()));
        }

        private static Optional<String> text(JsonNode policy, String property) {
            return Optional.ofNullable(policy.get(property)).map(JsonNode::asString);
        }

        private static Map<String, String> labels(JsonNode labels) {
            return labels.properties().stream()
                    .collect(Collectors.toUnmodifiableMap(
                            Map.Entry::getKey, label -> label.getValue().asString()));
        }
    }
}
