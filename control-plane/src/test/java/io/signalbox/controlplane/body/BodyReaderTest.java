package io.signalbox.controlplane.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.controlplane.problem.InvalidParameter;
import io.signalbox.controlplane.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BodyReaderTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                       | name required",
                "{'name': 1}              | name is_string",
                "{'name': null}           | name is_string",
                "{'name': ''}             | name min_length",
                "{'name': ' a'}           | name matches_regex",
                "{'name': 'a-'}           | name matches_regex",
                "{'name': 'a', 'x': 1}    | x unknown_property",
                "{'name': 'a', 'labels': 1}                 | labels is_object",
                "{'name': 'a', 'labels': {'kong-x': 'a'}}   | labels.kong-x is_label",
                "{'name': 'a', 'labels': {'_x': 'a'}}       | labels._x is_label",
                "{'name': 'a', 'labels': {'x': ''}}         | labels.x is_label",
                "{'name': 'a', 'labels': {'x': 1}}          | labels.x is_string",
                "{'name': 'a', 'labels': {'x': 'a b'}}      | labels.x is_label"
            })
    void whatIsWrongIsNamedByFieldAndRule(String json, String expected) {
        assertThat(wrong(json, body -> {
                    body.requiredText("name", TextRule.NAME);
                    body.labels();
                }))
                .containsExactly(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "9", "ab", "é", "a b", "kafka1:9092/x+y'z", "名前", "a_b-c.d"})
    void theseAreNames(String name) {
        assertThat(wrong(
                        "{'name': '" + name.replace("'", "\\u0027") + "'}",
                        body -> body.requiredText("name", TextRule.NAME)))
                .isEmpty();
    }

    @Test
    void reservedPrefixesAreCaseSensitive() {
        assertThat(wrong("{'labels': {'KONGCTL-namespace': 'default', 'k8s-uid': 'a'}}", BodyReader::labels))
                .isEmpty();
    }

    @Test
    void labelsHaveALimit() {
        String labels =
                IntStream.range(0, 51).mapToObj(i -> "'k" + i + "': 'v'").collect(Collectors.joining(","));

        assertThat(wrong("{'labels': {" + labels + "}}", BodyReader::labels)).containsExactly("labels max_items");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1          | ''",
                "1.0        | ''",
                "0          | n min",
                "11         | n max",
                "1.5        | n is_integer",
                "'\"1\"'    | n is_integer",
                "1e400      | n max",
                "true       | n is_integer"
            })
    void integersHaveLimits(String value, String expected) {
        List<String> wrong = wrong("{'n': " + value + "}", body -> body.integer("n", 1, 10));

        assertThat(String.join("", wrong)).isEqualTo(expected);
    }

    @Test
    void allProblemsAreReportedAtOnceWithTheirPaths() {
        List<String> wrong = wrong("{'items': [{'a': true}, 5, {}], 'choice': 'red', 'flag': 'yes'}", body -> {
            body.list("items", 0, 10, item -> item.object().map(object -> object.requiredFlag("a")));
            body.choice("choice", List.of("green"));
            body.flag("flag");
            body.requiredObject("object").requiredText("inner", TextRule.NAME);
        });

        assertThat(wrong)
                .containsExactly(
                        "items[1] is_object",
                        "items[2].a required",
                        "choice enum",
                        "flag is_boolean",
                        "object required");
    }

    @Test
    void textThatPostgresqlCannotStoreIsTheClientsMistake() {
        assertThat(wrong("{'d': 'a\\u0000b', 'e': '\\ud800'}", body -> {
                    body.text("d", TextRule.DESCRIPTION);
                    body.text("e", TextRule.DESCRIPTION);
                }))
                .containsExactly("d invalid", "e invalid");
    }

    @Test
    void readOnlyPropertiesAreIgnoredOnPutOnly() {
        BodyReader put = new BodyReader(JsonBody.parse(bytes("{'id': 'x'}")), true);
        put.readOnly("id");
        BodyReader post = new BodyReader(JsonBody.parse(bytes("{'id': 'x'}")), false);
        post.readOnly("id");

        assertThatCode(put::check).doesNotThrowAnyException();
        assertThatThrownBy(post::check).isInstanceOf(Problem.Invalid.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''               | body required",
                "{                | body invalid",
                "[]               | body is_object",
                "'\"text\"'       | body is_object",
                "null             | body is_object",
                "{} {}            | body invalid",
                "{'a':1,'a':2}    | body invalid"
            })
    void whatIsNoJsonObjectIsRefused(String text, String expected) {
        assertThatThrownBy(() -> JsonBody.parse(bytes(text)))
                .isInstanceOfSatisfying(
                        Problem.Invalid.class,
                        e -> assertThat(describe(e.parameters())).containsExactly(expected));
    }

    @Test
    void deepNestingIsRefused() {
        assertThatThrownBy(() -> JsonBody.parse(bytes("{'a':" + "[".repeat(1_000) + "]".repeat(1_000) + "}")))
                .isInstanceOf(Problem.Invalid.class);
    }

    private static List<String> wrong(String json, Consumer<BodyReader> read) {
        BodyReader body = new BodyReader(JsonBody.parse(bytes(json)), false);
        read.accept(body);
        try {
            body.check();
            return List.of();
        } catch (Problem.Invalid e) {
            return describe(e.parameters());
        }
    }

    private static List<String> describe(List<InvalidParameter> parameters) {
        return parameters.stream()
                .map(parameter -> parameter.field() + " " + parameter.rule())
                .toList();
    }

    private static byte[] bytes(String json) {
        return json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }
}
