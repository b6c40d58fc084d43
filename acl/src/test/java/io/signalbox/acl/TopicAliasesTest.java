package io.signalbox.acl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.proto.config.v1.WireTopicAlias;
import java.util.List;
import org.junit.jupiter.api.Test;

class TopicAliasesTest {

    private static final Principal ALICE = Principal.named("sasl_plain", "alice");
    private static final Principal BOB = Principal.named("sasl_plain", "bob");

    private static WireTopicAlias alias(String alias, String topic, String condition) {
        return WireTopicAlias.newBuilder()
                .setAlias(alias)
                .setTopic(topic)
                .setCondition(condition)
                .build();
    }

    @Test
    void anAliasIsWhatItStandsForAndEveryOtherNameItself() {
        Aliases aliases =
                TopicAliases.of(List.of(alias("orders", "orders-v2", ""))).of(ALICE);

        assertThat(aliases.topic("orders")).isEqualTo("orders-v2");
        assertThat(aliases.topic("orders-v2")).isEqualTo("orders-v2");
        assertThat(aliases.has("orders-v2")).isFalse();
    }

    @Test
    void ofSeveralWithOneNameTheFirstWhoseConditionHoldsExists() {
        TopicAliases all = TopicAliases.of(List.of(
                alias("orders", "orders-alice", "context.auth.principal.name == 'alice'"),
                alias("orders", "orders-bob", "context.auth.principal.name == 'bob'"),
                alias("orders", "orders-all", "")));

        assertThat(all.of(ALICE).topic("orders")).isEqualTo("orders-alice");
        assertThat(all.of(BOB).topic("orders")).isEqualTo("orders-bob");
        assertThat(all.of(Principal.named("anonymous", "anonymous")).topic("orders"))
                .isEqualTo("orders-all");
    }

    @Test
    void anAliasWhoseConditionCannotBeEvaluatedDoesNotExistAndIsCounted() {
        Aliases aliases = TopicAliases.of(List.of(
                        alias("orders", "orders-v2", "context.auth.token.claims.team == 'sales'"),
                        alias("clicks", "raw-clicks", "")))
                .of(ALICE);

        assertThat(aliases.has("orders")).isFalse();
        assertThat(aliases.has("clicks")).isTrue();
        assertThat(aliases.failures()).isEqualTo(1);
    }

    @Test
    void whatNoConditionTellsApartIsWorkedOutOnce() {
        TopicAliases forAll = TopicAliases.of(List.of(alias("orders", "orders-v2", "")));
        TopicAliases forSome =
                TopicAliases.of(List.of(alias("orders", "orders-v2", "context.auth.type == 'sasl_plain'")));

        assertThat(forAll.of(ALICE)).isSameAs(forAll.of(BOB));
        assertThat(forSome.of(ALICE)).isNotSameAs(forSome.of(BOB)).isSameAs(forSome.of(ALICE));
    }

    @Test
    void aConditionThatIsNoneIsRefusedByTheAliasItBelongsTo() {
        assertThatThrownBy(() -> TopicAliases.of(List.of(alias("orders", "orders-v2", "context.auth.type =="))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[orders]");
    }
}
