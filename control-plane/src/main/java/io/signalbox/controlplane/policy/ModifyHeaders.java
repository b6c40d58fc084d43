package io.signalbox.controlplane.policy;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonSubTypes.Type;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.body.TextRule;
import io.signalbox.controlplane.entity.Draft;
import io.signalbox.expression.Place;
import io.signalbox.proto.config.v1.HeaderAction;
import io.signalbox.proto.config.v1.VirtualClusterPolicy;
import java.util.List;
import java.util.Optional;

/** Headers of records are set and removed. Their values are plain text, whatever they look like. */
public record ModifyHeaders(List<Action> actions) implements VirtualClusterPolicyConfig {

    static final PolicyType TYPE = PolicyType.of(
                    "modify_headers", ModifyHeaders.class, config -> Optional.of(ModifyHeaders.read(config)))
            .with(PolicyType.Nesting.OPTIONAL)
            .with(Place.PARSED_RECORD_CONDITION);

    private static final String SET = "set";
    private static final String REMOVE = "remove";
    private static final int MAX_ACTIONS = 10_000;
    private static final TextRule TEXT = TextRule.anything(0, Integer.MAX_VALUE);

    public ModifyHeaders {
        actions = List.copyOf(actions);
    }

    /** What is done to one header. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, include = JsonTypeInfo.As.EXISTING_PROPERTY, property = "op")
    @JsonSubTypes({@Type(name = SET, value = SetHeader.class), @Type(name = REMOVE, value = RemoveHeader.class)})
    public sealed interface Action {

        private static Optional<Action> read(BodyReader action) {
            String op = action.requiredChoice("op", List.of(REMOVE, SET));
            if (op.isEmpty()) {
                action.ignoreRest();
                return Optional.empty();
            }
            String key = action.requiredText("key", TEXT);
            return Optional.of(
                    op.equals(SET) ? new SetHeader(key, action.requiredText("value", TEXT)) : new RemoveHeader(key));
        }

        void write(HeaderAction.Builder message);
    }

    /** It has this value, and no other. */
    @JsonPropertyOrder("op")
    public record SetHeader(String key, String value) implements Action {

        @JsonProperty
        String op() {
            return SET;
        }

        @Override
        public void write(HeaderAction.Builder message) {
            message.getSetBuilder().setKey(key).setValue(value);
        }
    }

    /** It is not there. */
    @JsonPropertyOrder("op")
    public record RemoveHeader(String key) implements Action {

        @JsonProperty
        String op() {
            return REMOVE;
        }

        @Override
        public void write(HeaderAction.Builder message) {
            message.getRemoveBuilder().setKey(key);
        }
    }

    private static Draft<PolicyConfig> read(BodyReader config) {
        ModifyHeaders headers = new ModifyHeaders(config.requiredList(
                "actions", 1, MAX_ACTIONS, item -> item.object().flatMap(Action::read)));
        return attempt -> headers;
    }

    @Override
    public void write(VirtualClusterPolicy.Builder message) {
        message.getModifyHeadersBuilder();
        actions.forEach(action -> action.write(message.getModifyHeadersBuilder().addActionsBuilder()));
    }
}
