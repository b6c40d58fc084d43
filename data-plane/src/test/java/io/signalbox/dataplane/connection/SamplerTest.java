package io.signalbox.dataplane.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SamplerTest {

    private static final int MAX_KINDS = 1_000;

    private final AtomicLong now = new AtomicLong(-5);
    private final Sampler<String> sampler = new Sampler<>(now::get);
    private final List<Long> logged = new CopyOnWriteArrayList<>();

    private void event(String kind) {
        sampler.onEvent(kind, logged::add);
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    @Test
    void theFirstOfAKindIsLoggedAndThoseOfTheNextMinuteAreCounted() {
        event("a");
        event("a");
        pass(Duration.ofSeconds(59));
        event("a");
        event("b");
        assertThat(logged).containsExactly(0L, 0L);

        pass(Duration.ofSeconds(1));
        event("a");
        event("a");
        assertThat(logged).containsExactly(0L, 0L, 2L);

        pass(Duration.ofMinutes(1));
        event("a");
        assertThat(logged).containsExactly(0L, 0L, 2L, 1L);
    }

    @Test
    void kindsBeyondThoseThatAreRememberedAreNotLoggedUntilAMinuteHasPassed() {
        IntStream.range(0, MAX_KINDS).forEach(kind -> event("kind " + kind));
        event("one more");
        assertThat(logged).hasSize(MAX_KINDS);

        pass(Duration.ofMinutes(1));
        event("one more");
        assertThat(logged).hasSize(MAX_KINDS + 1);
    }

    @Test
    void ofThoseThatComeAtOnceOneIsLoggedAndNoneIsForgotten() {
        int threads = 4;
        int events = 5_000;
        List<CompletableFuture<Void>> running = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            running.add(
                    CompletableFuture.runAsync(() -> IntStream.range(0, events).forEach(event -> event("a"))));
        }
        running.forEach(CompletableFuture::join);
        pass(Duration.ofMinutes(1));
        event("a");

        assertThat(logged).containsExactly(0L, (long) threads * events - 1);
    }
}
