package io.signalbox.acl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.acl.Namespace.Additional;
import io.signalbox.acl.Namespace.Kind;
import io.signalbox.acl.Namespace.Mode;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamespaceTest {

    private static final String INTERNAL = "__consumer_offsets";
    private static final Additional SOME = new Additional(Set.of("orders", "a_x"), List.of(Glob.parse("pub*")));

    private static Namespace hiding(String prefix) {
        return new Namespace(Mode.HIDE_PREFIX, prefix, SOME, SOME, SOME);
    }

    private static Namespace enforcing(String prefix) {
        return new Namespace(Mode.ENFORCE_PREFIX, prefix, SOME, SOME, SOME);
    }

    @ParameterizedTest
    @EnumSource
    void whatIsSeenIsCalledBackByTheNameThatLeadsThere(Kind kind) {
        Random random = new Random(1);
        for (Namespace namespace : List.of(hiding("a_"), enforcing("a_"), hiding("_"), enforcing("_"))) {
            for (int i = 0; i < 20_000; i++) {
                String backend = name(random);
                // An ambiguous name leads to the topic with the prefix if there is one, which is for metadata to say.
                namespace
                        .back(kind, backend)
                        .filter(client -> !(kind == Kind.TOPIC && namespace.isAmbiguous(client)))
                        .ifPresent(client -> assertThat(namespace.forward(kind, client))
                                .as(namespace.mode() + " " + client)
                                .isEqualTo(backend));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatAClientNamesIsInTheNamespaceOrIsNothing(Kind kind) {
        Random random = new Random(2);
        for (Namespace namespace : List.of(hiding("a_"), enforcing("a_"), hiding("_"), enforcing("_"))) {
            for (int i = 0; i < 20_000; i++) {
                String client = name(random);
                String backend = namespace.forward(kind, client);
                if (namespace.refuses(kind, client)) {
                    assertThat(namespace.sees(kind, backend)).as(backend).isFalse();
                    assertThat(
                                    kind == Kind.TOPIC
                                            ? backend.startsWith("/")
                                            : backend.startsWith("a_\0") || backend.startsWith("_\0"))
                            .isTrue();
                } else {
                    assertThat(namespace.isAdditional(kind, backend) || backend.startsWith(namespace.prefix()))
                            .as(backend)
                            .isTrue();
                    assertThat(namespace.back(kind, backend)).as(backend).hasValue(client);
                }
            }
        }
    }

    /** Of few letters, so that all that is special comes often. */
    private static String name(Random random) {
        List<String> parts = List.of("a_", "_", "b_", "x", "orders", "pub", INTERNAL, "\0", "");
        StringBuilder name = new StringBuilder();
        for (int i = random.nextInt(4); i >= 0; i--) {
            name.append(parts.get(random.nextInt(parts.size())));
        }
        return name.toString();
    }

    @ParameterizedTest
    @CsvSource({
        "HIDE_PREFIX, TOPIC, a_clicks, clicks",
        "HIDE_PREFIX, TOPIC, a_orders, orders",
        "HIDE_PREFIX, TOPIC, orders, orders",
        "HIDE_PREFIX, TOPIC, public, public",
        "HIDE_PREFIX, TOPIC, a_x, x",
        "HIDE_PREFIX, TOPIC, a_, ",
        "HIDE_PREFIX, TOPIC, b_clicks, ",
        "HIDE_PREFIX, TOPIC, __consumer_offsets, ",
        "HIDE_PREFIX, GROUP, a_orders, ",
        "HIDE_PREFIX, GROUP, orders, orders",
        "HIDE_PREFIX, TRANSACTIONAL_ID, orders, ",
        "HIDE_PREFIX, TRANSACTIONAL_ID, a_orders, orders",
        "ENFORCE_PREFIX, TOPIC, a_clicks, a_clicks",
        "ENFORCE_PREFIX, TOPIC, orders, orders",
        "ENFORCE_PREFIX, TOPIC, clicks, ",
        "ENFORCE_PREFIX, GROUP, a_orders, a_orders",
    })
    void clientsSee(Mode mode, Kind kind, String backend, String client) {
        Namespace namespace = mode == Mode.HIDE_PREFIX ? hiding("a_") : enforcing("a_");

        assertThat(namespace.back(kind, backend).orElse(null)).isEqualTo(client);
    }

    @Test
    void internalTopicsAreSeenOnlyWhereTheyAreListed() {
        Additional listed = new Additional(Set.of(INTERNAL), List.of());
        Additional matched = new Additional(Set.of(), List.of(Glob.parse("*")));

        assertThat(new Namespace(Mode.HIDE_PREFIX, "a_", listed, listed, matched).back(Kind.TOPIC, INTERNAL))
                .hasValue(INTERNAL);
        assertThat(new Namespace(Mode.HIDE_PREFIX, "a_", matched, matched, matched).sees(Kind.TOPIC, INTERNAL))
                .isFalse();
        assertThat(enforcing("_").sees(Kind.TOPIC, INTERNAL)).isFalse();
        assertThat(hiding("_").refuses(Kind.TOPIC, "_consumer_offsets")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/", "a ", "ä", "a*", "", "a\n"})
    void aPrefixThatNoTopicCanHaveIsNone(String prefix) {
        assertThatThrownBy(() -> hiding(prefix)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> hiding("a".repeat(Namespace.MAX_PREFIX_LENGTH + 1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatANameMayMeanIsToldInTheOrderOfPrecedence() {
        assertThat(hiding("a_").meanings(Kind.TOPIC, "x")).containsExactly("a_x");
        assertThat(hiding("a_").meanings(Kind.TOPIC, "orders")).containsExactly("a_orders", "orders");
        assertThat(hiding("a_").meanings(Kind.GROUP, "orders")).containsExactly("orders");
        assertThat(enforcing("a_").meanings(Kind.TOPIC, "x")).isEmpty();
    }
}
