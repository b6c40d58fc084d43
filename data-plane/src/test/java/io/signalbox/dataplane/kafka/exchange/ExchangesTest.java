package io.signalbox.dataplane.kafka.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.Test;

class ExchangesTest {

    private final Exchanges exchanges = new Exchanges(Plans.of(List.of()));
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
