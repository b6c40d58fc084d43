package io.signalbox.dataplane.kafka.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.Test;

class ExchangesTest {

    private final Roundtrips roundtrips = new Roundtrips();
    private final Exchanges exchanges = new Exchanges(roundtrips, Plans.of(List.of()));
    private final List<Integer> given = new ArrayList<>();

    @Test
    void anAnswerOfTheNodesOwnWaitsForEverythingInFrontOfIt() {
        exchanges.forwarded(ApiKeys.HEARTBEAT.id, (short) 4, 1);
        answer(2);
        answer(3);
        exchanges.forwarded(ApiKeys.FETCH.id, Short.MAX_VALUE, -1);

        give();
        assertThat(given).isEmpty();
        assertThat(Exchanges.correlationId(exchanges.remove())).isEqualTo(1);
        give();

        assertThat(given).containsExactly(2, 3);
        assertThat(exchanges.isAnswerDue()).isFalse();
        long last = exchanges.remove();
        assertThat(Exchanges.apiKey(last)).isEqualTo(ApiKeys.FETCH.id);
        assertThat(Exchanges.version(last)).isEqualTo(Short.MAX_VALUE);
        assertThat(Exchanges.correlationId(last)).isEqualTo(-1);
        assertThat(exchanges.isEmpty()).isTrue();
    }

    @Test
    void theOrderIsThatOfTheRequestsHoweverManyThereAre() {
        Random random = new Random(1);
        int asked = 0;
        int answered = 0;
        for (int i = 0; i < 100_000; i++) {
            boolean grows = random.nextInt(100) < (i / 10_000 % 2 == 0 ? 60 : 40);
            if (grows && random.nextBoolean()) {
                exchanges.forwarded(ApiKeys.HEARTBEAT.id, (short) 0, asked++);
            } else if (grows) {
                answer(asked++);
            } else if (exchanges.isAnswerDue()) {
                give();
            } else if (!exchanges.isEmpty()) {
                given.add(Exchanges.correlationId(exchanges.remove()));
            }
            for (int number : given) {
                assertThat(number).isEqualTo(answered++);
            }
            given.clear();
            assertThat(exchanges.size()).isEqualTo(asked - answered);
        }
        assertThat(answered).isGreaterThan(10_000);
    }

    @Test
    void howLongTheBrokerTookIsCountedByGroupsOfApis() {
        exchanges.readAt(TimeUnit.SECONDS.toNanos(1));
        exchanges.forwarded(ApiKeys.PRODUCE.id, (short) 9, 1);
        exchanges.forwarded(ApiKeys.FETCH.id, (short) 12, 2);
        exchanges.readAt(TimeUnit.SECONDS.toNanos(2));
        exchanges.forwarded(ApiKeys.CREATE_TOPICS.id, (short) 7, 3);
        answer(4);
        for (int i = 5; i < 40; i++) { // more than there is room for at first
            exchanges.forwarded(ApiKeys.HEARTBEAT.id, (short) 4, i);
        }

        exchanges.answered(TimeUnit.SECONDS.toNanos(1) + TimeUnit.MILLISECONDS.toNanos(2));
        exchanges.answered(TimeUnit.SECONDS.toNanos(1) + TimeUnit.MILLISECONDS.toNanos(500));
        exchanges.answered(TimeUnit.SECONDS.toNanos(62));
        give();
        for (int i = 5; i < 40; i++) {
            exchanges.answered(TimeUnit.SECONDS.toNanos(2));
        }
        exchanges.countAnswered();

        assertThat(counted(Roundtrips.Group.PRODUCE)).containsExactly(Map.entry(0.0025, 1L));
        assertThat(counted(Roundtrips.Group.FETCH)).containsExactly(Map.entry(0.5, 1L));
        assertThat(counted(Roundtrips.Group.OTHER)).containsExactly(Map.entry(Double.POSITIVE_INFINITY, 1L));
        assertThat(counted(Roundtrips.Group.GROUP)).containsExactly(Map.entry(0.0005, 35L));
        assertThat(roundtrips.of(Roundtrips.Group.OTHER).sumSeconds()).isEqualTo(60);
    }

    private Map<Double, Long> counted(Roundtrips.Group group) {
        double[] bounds = Arrays.copyOf(Roundtrips.boundsInSeconds(), Roundtrips.boundsInSeconds().length + 1);
        bounds[bounds.length - 1] = Double.POSITIVE_INFINITY;
        List<Long> within = roundtrips.of(group).within();
        return IntStream.range(0, within.size())
                .filter(i -> within.get(i) > 0)
                .boxed()
                .collect(Collectors.toMap(i -> bounds[i], within::get));
    }

    @Test
    void whatWasNotGivenIsReleasedAtTheEnd() {
        ByteBuf answer = Unpooled.buffer().writeInt(1);
        exchanges.forwarded(ApiKeys.HEARTBEAT.id, (short) 0, 0);
        exchanges.answeredHere(answer, () -> given.add(1));

        exchanges.release();
        give();

        assertThat(answer.refCnt()).isZero();
        assertThat(given).isEmpty();
    }

    private void answer(int number) {
        exchanges.answeredHere(Unpooled.EMPTY_BUFFER, () -> given.add(number));
    }

    private void give() {
        exchanges.giveAnswers(ByteBuf::release);
    }
}
