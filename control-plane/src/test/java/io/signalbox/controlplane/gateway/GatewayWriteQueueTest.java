package io.signalbox.controlplane.gateway;

import static io.signalbox.controlplane.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.controlplane.Patience;
import io.signalbox.controlplane.problem.Problem;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.CannotCreateTransactionException;

class GatewayWriteQueueTest {

    private static final UUID GATEWAY = UUID.randomUUID();

    private final GatewayWriteQueue queue = new GatewayWriteQueue();
    private final CountDownLatch held = new CountDownLatch(1);
    private final AtomicInteger inside = new AtomicInteger();

    @Test
    void oneAfterTheOtherIsLetIn() {
        List<CompletableFuture<Integer>> writers = Stream.generate(() -> CompletableFuture.supplyAsync(
                        () -> queue.take(GATEWAY, () -> inside.incrementAndGet() - inside.getAndDecrement())))
                .limit(50)
                .toList();

        assertThat(writers)
                .allSatisfy(writer -> assertThat(writer.get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS))
                        .isZero());
    }

    @Test
    void whoeverWaitedWhileTheStoreWentAwayIsToldAtOnceAndTheNextTriesAgain() {
        CompletableFuture<?> first = inThread(() -> {
            waitUntilReleased();
            throw new CannotCreateTransactionException("no connection");
        });
        CompletableFuture<?> second = inThread(inside::incrementAndGet);

        held.countDown();

        assertThatThrownBy(() -> first.get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS))
                .hasCauseInstanceOf(CannotCreateTransactionException.class);
        assertThatThrownBy(() -> second.get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS))
                .hasCauseInstanceOf(Problem.Unavailable.class);
        assertThat(inside).hasValue(1);
        assertThat(queue.take(GATEWAY, () -> "tried")).isEqualTo("tried");
    }

    /** Until it waits, for its turn or within it. */
    private CompletableFuture<?> inThread(Supplier<Integer> work) {
        CompletableFuture<Integer> done = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                done.complete(queue.take(GATEWAY, work));
            } catch (RuntimeException e) {
                done.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        await().until(() -> done.isDone() || thread.getState().name().contains("WAITING"));
        return done;
    }

    private void waitUntilReleased() {
        inside.incrementAndGet();
        try {
            held.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
