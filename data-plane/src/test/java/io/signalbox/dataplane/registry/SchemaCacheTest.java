package io.signalbox.dataplane.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.records.schema.RegisteredSchema;
import io.signalbox.records.schema.SchemaType;
import io.signalbox.records.schema.Schemas.Lookup;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class SchemaCacheTest {

    private static final RegisteredSchema TEXT =
            new RegisteredSchema(SchemaType.AVRO, "\"string\"", List.of(), Map.of());

    private final Map<Integer, Object> answers = new HashMap<>();
    private final List<Integer> asked = new ArrayList<>();
    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private final List<Optional<String>> health = new ArrayList<>();
    private boolean full;
    private long nanos;

    private final SchemaCache cache = new SchemaCache(
            this::answer,
            task -> {
                if (full) {
                    throw new RejectedExecutionException();
                }
                tasks.add(task);
            },
            () -> nanos,
            health::add);

    private RegisteredSchema answer(int id) throws RegistryException {
        asked.add(id);
        Object answer = answers.getOrDefault(id, TEXT);
        if (answer instanceof RegistryException failure) {
            throw failure;
        }
        if (answer instanceof RuntimeException failure) {
            throw failure;
        }
        return (RegisteredSchema) answer;
    }

    @Test
    void aSchemaIsAskedForOnceHoweverManyWaitForIt() {
        assertThat(word(1)).isEqualTo("awaited");
        assertThat(word(1)).isEqualTo("awaited");

        runAll();

        assertThat(word(1)).isEqualTo("ready");
        assertThat(asked).containsExactly(1);
    }

    @Test
    void whoWaitsIsToldWhateverTheAnswerIs() {
        answers.put(2, RegistryException.ofAll("it is away"));
        List<Boolean> told = new ArrayList<>();
        cache.find(2)
                .match(
                        ready -> false,
                        useless -> false,
                        awaited -> awaited.until().whenComplete((done, failure) -> told.add(failure == null)),
                        unavailable -> false);

        runAll();

        assertThat(told).containsExactly(true);
        assertThat(word(2)).isEqualTo("unavailable: it is away");
    }

    @Test
    void whatIsKnownIsGoodHoweverLongAndWhateverTheRegistrySays() {
        fetch(1);
        answers.put(1, RegistryException.ofAll("it is away"));
        answers.put(2, RegistryException.ofAll("it is away"));
        nanos += SchemaCache.USELESS_FOR.toNanos() * 1_000;
        fetch(2);

        assertThat(word(1)).isEqualTo("ready");
    }

    @Test
    void aRegistryInTroubleIsLeftInPeaceForAMomentAndThenAskedAgain() {
        answers.put(1, RegistryException.ofAll("it is away"));
        fetch(1);

        assertThat(word(1)).isEqualTo("unavailable: it is away");
        assertThat(word(7)).as("another schema").isEqualTo("unavailable: it is away");
        assertThat(health).last().isEqualTo(Optional.of("it is away"));

        nanos += SchemaCache.TROUBLED_FOR.toNanos();
        answers.clear();
        fetch(1);
        assertThat(word(1)).isEqualTo("ready");
        assertThat(health).last().isEqualTo(Optional.empty());
        fetch(7);
        assertThat(word(7)).isEqualTo("ready");
    }

    @Test
    void anAnswerThatIsNoneKeepsNoOtherSchemaAway() {
        answers.put(1, RegistryException.ofOne("it babbles"));
        fetch(1);

        fetch(2);

        assertThat(word(1)).isEqualTo("unavailable: it babbles");
        assertThat(word(2)).isEqualTo("ready");
    }

    @Test
    void thatThereIsNoSuchSchemaIsBelievedForSecondsOnly() {
        answers.put(1, new IllegalArgumentException("its registry does not have"));
        fetch(1);
        answers.clear();

        assertThat(word(1)).isEqualTo("useless: its registry does not have");
        nanos += SchemaCache.USELESS_FOR.toNanos();
        fetch(1);

        assertThat(word(1)).isEqualTo("ready");
        assertThat(health).as("the registry is well").containsOnly(Optional.empty());
    }

    @Test
    void whatIsNoSchemaIsOfNoUse() {
        answers.put(1, new RegisteredSchema(SchemaType.AVRO, "{\"type\": 7}", List.of(), Map.of()));
        fetch(1);

        assertThat(word(1)).isEqualTo("useless: is no schema of Avro that can be read");
    }

    @Test
    void nobodyWaitsForEver() {
        word(1);
        nanos += SchemaCache.MAX_WAIT.toNanos();

        assertThat(word(1)).isEqualTo("unavailable: it has not answered for 15 s");

        runAll();
        assertThat(word(1)).isEqualTo("ready");
        assertThat(asked).containsExactly(1);
    }

    @Test
    void whatCannotBeAskedNowCanBeLater() {
        full = true;
        assertThat(word(1)).isEqualTo("unavailable: too many schemas are asked for at once");

        full = false;
        fetch(1);
        assertThat(word(1)).isEqualTo("ready");
    }

    @Test
    void thereIsRoomForSoManyAndThoseInUseStay() {
        for (int id = 0; id < 3 * SchemaCache.MAX_SCHEMAS; id++) {
            fetch(id);
            assertThat(word(0)).isEqualTo("ready");
        }
        long asked0 = asked.stream().filter(id -> id == 0).count();
        int kept = 0;
        for (int id = 0; id < 3 * SchemaCache.MAX_SCHEMAS; id++) {
            kept += word(id).equals("ready") ? 1 : 0;
        }

        assertThat(kept).isBetween(1, SchemaCache.MAX_SCHEMAS);
        assertThat(asked0).as("times that the one in use was asked for").isEqualTo(1);
    }

    @Test
    void schemasOfManyCharactersTakeMoreRoom() {
        String megabyte = "{\"type\": \"string\", \"doc\": \"" + "x".repeat(1_000_000) + "\"}";
        for (int id = 0; id < 40; id++) {
            answers.put(id, new RegisteredSchema(SchemaType.AVRO, megabyte, List.of(), Map.of()));
            fetch(id);
        }
        int kept = 0;
        for (int id = 0; id < 40; id++) {
            kept += word(id).equals("ready") ? 1 : 0;
        }

        assertThat(kept).isBetween(1, 16);
    }

    @Test
    void nothingIsFetchedAfterTheEndAndNobodyWaits() {
        List<String> told = new ArrayList<>();
        cache.find(1)
                .match(
                        ready -> false,
                        useless -> false,
                        awaited -> awaited.until().whenComplete((done, failure) -> told.add("told")),
                        unavailable -> false);
        cache.close();

        runAll();

        assertThat(asked).isEmpty();
        assertThat(told).containsExactly("told");
    }

    private void fetch(int id) {
        word(id);
        runAll();
    }

    private void runAll() {
        while (!tasks.isEmpty()) {
            tasks.remove().run();
        }
    }

    private String word(int id) {
        Lookup lookup = cache.find(id);
        return lookup.match(
                ready -> "ready",
                useless -> "useless: " + useless.reason(),
                awaited -> "awaited",
                unavailable -> "unavailable: " + unavailable.reason());
    }
}
