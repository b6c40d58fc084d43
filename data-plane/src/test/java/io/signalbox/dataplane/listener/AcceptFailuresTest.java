package io.signalbox.dataplane.listener;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class AcceptFailuresTest {

    private final IOException limit = new IOException("accept(..) failed with error(-24): Too many open files");

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(AcceptFailures.class);
    private final AtomicLong nanos = new AtomicLong();
    private final AcceptFailures failures = new AcceptFailures(nanos::get);
    private final EmbeddedChannel one = new EmbeddedChannel(failures);
    private final EmbeddedChannel other = new EmbeddedChannel(failures);

    @BeforeEach
    void listen() {
        log.start();
        logger.addAppender(log);
        logger.setLevel(Level.ERROR);
    }

    @AfterEach
    void close() {
        logger.detachAppender(log);
    }

    @Test
    void theLimitOfDescriptorsIsSaidOnceInAMinuteForAllSocketsAndWithACount() {
        for (int second = 0; second < 60; second++) {
            one.pipeline().fireExceptionCaught(limit);
            other.pipeline().fireExceptionCaught(limit);
            nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
        }
        one.pipeline().fireExceptionCaught(limit);

        assertThat(log.list).hasSize(2);
        assertThat(log.list.get(0).getFormattedMessage())
                .contains("every descriptor is in use: open=", " allowed=", "alike_since_last=0", "ulimit -n");
        assertThat(log.list.get(1).getFormattedMessage()).contains("alike_since_last=119");
        one.checkException(); // nothing went on to the library, which would have warned of it
    }

    @Test
    void anotherFailureIsSaidInItsOwnWords() {
        one.pipeline().fireExceptionCaught(new IOException("no buffer space"));

        assertThat(log.list.get(0).getFormattedMessage())
                .startsWith("no connection can be taken in: socket=")
                .contains("cause=\"no buffer space\"");
    }
}
