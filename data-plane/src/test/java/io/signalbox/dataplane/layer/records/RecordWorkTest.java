package io.signalbox.dataplane.layer.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.dataplane.Patience;
import io.signalbox.dataplane.kafka.exchange.MemoryBudget;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RecordWorkTest {

    private final FakeRecordsClient client = new FakeRecordsClient();
    private final List<String> done = new ArrayList<>();
    private final List<Long> held = new ArrayList<>(); // of the memory, while each was done
    private final CompletableFuture<@Nullable Void> awaited = new CompletableFuture<>();

    @AfterEach
    void close() {
        awaited.complete(null);
        client.shutDown();
    }

    /** Work that says which thread did it. */
    private final class Work implements RecordWork.Job {
        private final String name;
        private final long bytes;
        private final List<CompletionStage<?>> waits;
        private long made;

        Work(String name, long bytes, CompletionStage<?>... waits) {
            this.name = name;
            this.bytes = bytes;
            this.waits = new ArrayList<>(List.of(waits));
        }

        @Override
        public long expectedBytes() {
            return bytes;
        }

        @Override
        public long largestBatch() {
            return bytes;
        }

        @Override
        public long madeBytes() {
            return made;
        }

        @Override
        public Optional<CompletionStage<?>> run(int limit) {
            if (!waits.isEmpty()) {
                return Optional.of(waits.remove(0));
            }
            done.add(name + " " + where() + " " + limit);
            held.add(client.memory.held());
            made = bytes / 2;
            return Optional.empty();
        }
    }

    private static String where() {
        String thread = Thread.currentThread().getName();
        return thread.equals(FakeRecordsClient.WORKER) || thread.equals(FakeRecordsClient.LOOP) ? thread : "here";
    }

    @Test
    void aLittleIsDoneAtOnce() {
        assertThat(run(new Work("a", 100), new Work("b", 100))).isEmpty();

        assertThat(done).containsExactly("a here " + RecordWork.QUICK_BYTES, "b here " + RecordWork.QUICK_BYTES);
    }

    @Test
    void moreIsDoneElsewhereAndGoesOnOnTheEventLoop() {
        String then = join(run(new Work("a", 100), new Work("b", RecordWork.QUICK_BYTES)));

        assertThat(done).containsExactly("a worker " + RecordWork.QUICK_BYTES, "b worker " + RecordWork.QUICK_BYTES);
        assertThat(then).isEqualTo(FakeRecordsClient.LOOP);
    }

    @Test
    void whatTurnsOutToBeMoreThanItSeemedGoesOnElsewhere() {
        String then = join(run(
                new Work("a", 100), new Work("b", 100, RecordWork.elsewhere().orElseThrow()), new Work("c", 100)));

        assertThat(done)
                .containsExactly(
                        "a here " + RecordWork.QUICK_BYTES,
                        "b worker " + 4 * RecordWork.QUICK_BYTES,
                        "c worker " + 4 * RecordWork.QUICK_BYTES);
        assertThat(then).isEqualTo(FakeRecordsClient.LOOP);
    }

    @Test
    void whatIsWaitedForMayFail() {
        CompletableFuture<Void> first = new CompletableFuture<>();
        CompletableFuture<Void> second = new CompletableFuture<>();
        Optional<CompletionStage<?>> running = run(new Work("a", 100, first, second));
        assertThat(done).isEmpty();

        first.completeExceptionally(new IllegalStateException("away"));
        second.complete(null);

        join(running);
        assertThat(done).containsExactly("a worker " + RecordWork.QUICK_BYTES);
    }

    @Test
    void memoryIsTakenBeforeItIsUsedAndGivenBackWhereTheWorkGoesOn() {
        int large = 1024 * 1024;

        join(run(new Work("a", 100), new Work("b", large)));

        assertThat(done).containsExactly("a worker " + large, "b worker " + large);
        assertThat(held).as("for the batch and what is made of it").containsExactly(2L * large, 2L * large);
        assertThat(client.memory.held()).isZero();
    }

    @Test
    void whatWasMadeIsHeldAsLongAsItWaitsForMore() {
        int large = 1024 * 1024;
        CompletableFuture<Void> key = new CompletableFuture<>();
        Optional<CompletionStage<?>> running = run(new Work("a", large), new Work("b", large, key));
        Patience.await().until(() -> client.memory.held() == large / 2);

        key.complete(null);
        join(running);

        assertThat(held).containsExactly(2L * large, 2L * large + large / 2);
        assertThat(client.memory.held()).isZero();
    }

    @Test
    void whereThereIsNoMemoryItsTurnIsAwaited() {
        MemoryBudget.Share other = client.memory.share();
        other.takeMore(FakeRecordsClient.MEMORY_BYTES);

        Optional<CompletionStage<?>> running = run(new Work("a", RecordWork.QUICK_BYTES + 1));

        assertThat(client.memory.waiting()).isEqualTo(1);
        assertThat(done).isEmpty();
        other.giveBack(FakeRecordsClient.MEMORY_BYTES);
        join(running);
        assertThat(done).hasSize(1);
        assertThat(client.memory.held()).isZero();
    }

    @Test
    void aMistakeComesBackToTheEventLoop() {
        RecordWork.Job broken = new RecordWork.Job() {
            @Override
            public long expectedBytes() {
                return RecordWork.QUICK_BYTES + 1;
            }

            @Override
            public long largestBatch() {
                return expectedBytes();
            }

            @Override
            public long madeBytes() {
                return 0;
            }

            @Override
            public Optional<CompletionStage<?>> run(int limit) {
                throw new IllegalStateException("ours");
            }
        };
        CompletableFuture<String> thread = new CompletableFuture<>();

        run(broken).orElseThrow().whenComplete((came, failure) -> {
            done.add(String.valueOf(failure));
            thread.complete(where());
        });
        awaited.complete(null);

        assertThat(thread.orTimeout(4, TimeUnit.MINUTES).join()).isEqualTo(FakeRecordsClient.LOOP);
        assertThat(client.memory.held()).isZero();
        assertThat(done).singleElement().satisfies(text -> assertThat(text).contains("ours"));
    }

    @Test
    void whatIsNeverSatisfiedEnds() {
        RecordWork.Job endless = new RecordWork.Job() {
            @Override
            public long expectedBytes() {
                return 0;
            }

            @Override
            public long largestBatch() {
                return 0;
            }

            @Override
            public long madeBytes() {
                return 0;
            }

            @Override
            public Optional<CompletionStage<?>> run(int limit) {
                return RecordWork.elsewhere();
            }
        };

        assertThatThrownBy(() -> join(run(endless)))
                .isInstanceOf(CompletionException.class)
                .hasMessageContaining("waits again and again");
    }

    /** Nothing ends on the event loop until somebody waits for it, as nobody does elsewhere in the node. */
    private Optional<CompletionStage<?>> run(RecordWork.Job... jobs) {
        client.eventLoop().execute(awaited::join);
        return new RecordWork(List.of(jobs), client).run();
    }

    /** Returns on which thread it ended. */
    private String join(Optional<CompletionStage<?>> running) {
        CompletionStage<String> ended =
                running.orElseThrow().thenApply(end -> Thread.currentThread().getName());
        awaited.complete(null);
        return ended.toCompletableFuture().orTimeout(4, TimeUnit.MINUTES).join();
    }
}
