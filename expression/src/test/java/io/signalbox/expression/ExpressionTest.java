package io.signalbox.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ExpressionTest {

    private static final Map<String, Object> FIELDS = Map.of(
            "context",
            Map.of(
                    "auth",
                    Map.of(
                            "type",
                            "sasl_oauth_bearer",
                            "principal",
                            Map.of("name", "alice", "metadata", Map.of("team", Map.of("size", 3L))),
                            "token",
                            Map.of("claims", Map.of("prefix", "orders-", "groups", List.of("a", "b")))),
                    "topic",
                    Map.of("name", "orders-eu")),
            "record",
            Map.of(
                    "headers",
                    Map.of("x-internal", "true"),
                    "value",
                    Map.of(
                            "validated",
                            true,
                            "content",
                            Map.of("level", "debug", "foo", Map.of("bar", "a-value")),
                            "schema",
                            Map.of(
                                    "id",
                                    7L,
                                    "format",
                                    "avro",
                                    "metadata",
                                    Map.of("properties", Map.of("owner", "me"))))));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "CLUSTER_CONDITION       | context.auth.principal.name == \"alice\"",
                "CLUSTER_CONDITION       | ${context.auth.type == 'sasl_oauth_bearer'}",
                "CLUSTER_CONDITION       | ` ${ context.auth.type != \"anonymous\" } `",
                "CLUSTER_CONDITION       | 'a' in context.auth.token.claims.groups",
                "CLUSTER_CONDITION       | !('id' in context.auth.principal)",
                "CLUSTER_CONDITION       | !has(context.auth.principal.id)",
                "CLUSTER_CONDITION       | has(context.auth.token) && 'token' in context.auth",
                "CLUSTER_CONDITION       | context.auth.principal.metadata.team.size > 2",
                "CLUSTER_CONDITION       | context.auth.principal.name.includes('lic') ? true : false",
                "ALIAS_CONDITION         | context.auth.token.claims['prefix'].startsWith('orders')",
                "RECORD_CONDITION        | context.topic.name.match('^orders-[a-z]+$')",
                "RECORD_CONDITION        | context.topic.name.substring(0, 6) + 'x' == 'ordersx'",
                "RECORD_CONDITION        | record.headers['x-internal'] == 'true' && context.auth.principal.name != 'sre'",
                "RECORD_CONDITION        | 'x-internal' in record.headers",
                "PARSED_RECORD_CONDITION | record.value.content['level'] == 'debug' || record.value.content.level == 'x'",
                "PARSED_RECORD_CONDITION | record.value.content.foo.bar.endsWith('value') && record.value.validated",
                "PARSED_RECORD_CONDITION | has(record.value.schema) && record.value.schema.id == 7",
                "PARSED_RECORD_CONDITION | record.value.schema.metadata.properties.owner == 'me'",
                "PARSED_RECORD_CONDITION | !has(record.key) && !('key' in record)",
            })
    void itHolds(Place place, String expression) {
        assertThat(Expression.parse(place, expression).holds(FIELDS)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "RESOURCE_NAMES | [context.auth.token.claims.prefix + '*']             | orders-*",
                "RESOURCE_NAMES | ${[context.auth.principal.name, 'x']}                | alice,x",
                "RESOURCE_NAMES | context.auth.token.claims.groups                     | a,b",
                "RESOURCE_NAMES | []                                                   | ``",
                "FIELD_PATHS    | context.auth.type == 'anonymous' ? ['a'] : ['b', 'c'] | b,c",
                "FIELD_PATHS    | [record.headers['x-internal']]                       | true",
                "FIELD_PATHS    | [record.value.content['level']]                      | debug",
            })
    void itGivesTexts(Place place, String expression, String expected) {
        assertThat(String.join(",", Expression.parse(place, expression).texts(FIELDS)))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "CLUSTER_CONDITION       | context.auth.principal.nme == 'x'   | line 1, column 23: undefined field 'nme'",
                "CLUSTER_CONDITION       | contex.auth.type == 'x'             | line 1, column 1: undeclared reference",
                "CLUSTER_CONDITION       | ${contex.auth.type == 'x'}          | line 1, column 3: undeclared reference",
                "CLUSTER_CONDITION       | context.auth.type == 1              | line 1, column 19: found no matching",
                "CLUSTER_CONDITION       | 'a' +                               | line 1, column 6: mismatched input",
                "CLUSTER_CONDITION       | ` `                                 | line 1, column 2: mismatched input",
                "CLUSTER_CONDITION       | context.topic.name == 'x'           | line 1, column 8: undefined field 'topic'",
                "CLUSTER_CONDITION       | record.headers['x'] == 'x'          | line 1, column 1: undeclared reference",
                "CLUSTER_CONDITION       | context.auth.type                   | must give true or false, but gives [string]",
                "CLUSTER_CONDITION       | context.auth.type.match('(')        | line 1, column 25: error parsing regexp: missing closing )",
                "ALIAS_CONDITION         | context.topic.name == 'x'           | line 1, column 8: undefined field 'topic'",
                "RECORD_CONDITION        | record.value.content.a == 'x'       | line 1, column 7: undefined field 'value'",
                "PARSED_RECORD_CONDITION | record.key.content.a == 'x'         | line 1, column 11: undefined field 'content'",
                "PARSED_RECORD_CONDITION | context.certificate.subject == 'x'  | line 1, column 8: undefined field",
                "RESOURCE_NAMES          | context.auth.principal.name         | must give a list of texts, but gives [string]",
                "RESOURCE_NAMES          | [1]                                 | must give a list of texts, but gives [list]",
                "RESOURCE_NAMES          | [record.headers['x']]               | line 1, column 2: undeclared reference",
                "FIELD_PATHS             | [context.topic.name]                | line 1, column 9: undefined field 'topic'",
            })
    void whatIsWrongIsSaidWithItsPosition(Place place, String expression, String reason) {
        assertThatThrownBy(() -> Expression.parse(place, expression))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
        assertThat(Expression.problem(place, expression)).isPresent();
    }

    @ParameterizedTest
    @EnumSource
    void whatIsKnownIsSaidToo(Place place) {
        assertThat(Expression.problem(place, "nothing").orElseThrow())
                .contains("undeclared reference to 'nothing'", "known here are context.auth.type,")
                .doesNotContain("\n");
    }

    @Test
    void whatEarlierNodesDoNotKnowIsFound() {
        assertThat(since("context.auth.principal.name == 'x' && record.value.validated"))
                .isEmpty();
        assertThat(since("has(context.auth.principal.id)")).isEqualTo("1.2");
        assertThat(since("context.auth.principal.metadata['team'] == 'x'")).isEqualTo("1.2");
        assertThat(since("has(record.key.schema)")).isEqualTo("1.2");
        assertThat(since("has(record.value.schema.metadata) || record.value.schema.id == 1"))
                .isEqualTo("1.3");
    }

    @Test
    void whatFailsWhenItIsRunSaysWhy() {
        Expression missing = Expression.parse(Place.CLUSTER_CONDITION, "context.auth.principal.id == 'x'");
        Expression number = Expression.parse(Place.CLUSTER_CONDITION, "context.auth.principal.metadata.team.size");
        Expression numbers = Expression.parse(Place.RESOURCE_NAMES, "[context.auth.principal.metadata.team.size]");

        assertThatThrownBy(() -> missing.holds(FIELDS)).hasMessageContaining("key 'id' is not present");
        assertThatThrownBy(() -> number.holds(FIELDS)).hasMessageContaining("something else than true or false");
        assertThatThrownBy(() -> numbers.texts(FIELDS)).hasMessageContaining("something else than a list of texts");
    }

    @Test
    void anOverlongExpressionIsRefused() {
        assertThat(Expression.problem(Place.RESOURCE_NAMES, "['" + "x".repeat(10_000) + "']"))
                .contains("must not be longer than 10000 characters");
        assertThat(Expression.problem(Place.CLUSTER_CONDITION, "(".repeat(4_000) + "true" + ")".repeat(4_000)))
                .isPresent();
    }

    private static String since(String expression) {
        return Expression.parse(Place.PARSED_RECORD_CONDITION, expression)
                .since()
                .orElse("");
    }
}
