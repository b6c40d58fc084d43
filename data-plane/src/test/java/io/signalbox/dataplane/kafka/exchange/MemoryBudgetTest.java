package io.signalbox.dataplane.kafka.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {

    private final MemoryBudget budget = new MemoryBudget(100);
    private final MemoryBudget.Share one = budget.share();
    private final MemoryBudget.Share other = budget.share();
    private final List<String> taken = new ArrayList<>();

    @Test
    void anOwnerGetsHalfAndNoMoreWhileItHoldsAny() {
        assertThat(one.tryTake(30)).isTrue();
        assertThat(one.tryTake(21)).isFalse();
        assertThat(one.tryTake(20)).isTrue();
        assertThat(other.tryTake(50)).isTrue();

        assertThat(budget.held()).isEqualTo(100);
    }

    @Test
    void whatIsLargerThanAllIsGivenToOneWhenNobodyHoldsAnything() {
        assertThat(one.tryTake(1_000)).isTrue();
        assertThat(other.tryTake(1)).isFalse();
        one.giveBack(1_000);

        assertThat(other.tryTake(1)).isTrue();
        assertThat(one.tryTake(1_000)).isFalse();
    }

    @Test
    void thoseWhoWaitGetTheirBytesInTurn() {
        one.tryTake(50);
        other.tryTake(50);
        MemoryBudget.Share third = budget.share();
        third.take(40, () -> taken.add("large"));
        third.take(10, () -> taken.add("small"));

        one.giveBack(20);
        assertThat(taken).isEmpty();
        assertThat(third.tryTake(1)).isFalse();
        one.giveBack(30);

        assertThat(taken).containsExactly("large", "small");
        assertThat(budget.waiting()).isZero();
        assertThat(budget.held()).isEqualTo(100);
    }

    @Test
    void anOwnerWhoseHalfIsUsedUpHoldsUpNobodyElse() {
        one.tryTake(50);
        one.take(10, () -> taken.add("one"));

        other.take(50, () -> taken.add("other"));
        assertThat(taken).containsExactly("other");
        one.giveBack(50);

        assertThat(taken).containsExactly("other", "one");
    }

    @Test
    void whoHoldsSomeNeverWaitsForMore() {
        one.tryTake(50);
        other.tryTake(50);

        one.takeMore(70);

        assertThat(budget.held()).isEqualTo(170);
        one.giveBack(120);
        assertThat(one.tryTake(50)).isTrue();
    }

    @Test
    void manyThreadsAllGetTheirTurnAndNeverMoreThanThereIs() throws Exception {
        int threads = 4;
        int times = 2_000;
        AtomicLong most = new AtomicLong();
        CountDownLatch done = new CountDownLatch(threads * times);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        List<MemoryBudget.Share> shares = List.of(one, other, budget.share());
        try {
            for (int i = 0; i < threads * times; i++) {
                MemoryBudget.Share share = shares.get(i % shares.size());
                pool.execute(() -> {
                    int bytes = ThreadLocalRandom.current().nextInt(1, 60);
                    share.take(bytes, () -> {
                        most.accumulateAndGet(budget.held(), Math::max);
                        pool.execute(() -> {
                            share.giveBack(bytes);
                            done.countDown();
                        });
                    });
                });
            }

            assertThat(done.await(4, TimeUnit.MINUTES)).isTrue();
        } finally {
            pool.shutdownNow();
        }
        assertThat(budget.held()).isZero();
        assertThat(budget.waiting()).isZero();
        assertThat(most).hasValueLessThanOrEqualTo(100);
    }
}
