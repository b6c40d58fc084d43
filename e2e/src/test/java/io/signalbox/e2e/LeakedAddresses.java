package io.signalbox.e2e;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.LoggerFactory;

/** What Kafka's clients in this JVM warn of, where it names an address that no client is to know. */
final class LeakedAddresses extends AppenderBase<ILoggingEvent> {

    private final String domain;
    private final Queue<String> warnings = new ConcurrentLinkedQueue<>();

    private LeakedAddresses(String domain) {
        this.domain = domain;
    }

    /** From now on, until the JVM ends. */
    static LeakedAddresses watch(String domain) {
        LeakedAddresses addresses = new LeakedAddresses(domain);
        addresses.start();
        ((Logger) LoggerFactory.getLogger("org.apache.kafka")).addAppender(addresses);
        return addresses;
    }

    @Override
    protected void append(ILoggingEvent event) {
        String message = event.getFormattedMessage();
        if (message.contains(domain)) {
            warnings.add(message);
        }
    }

    /** Those that nobody has taken yet. */
    List<String> take() {
        List<String> taken = new ArrayList<>();
        for (String warning = warnings.poll(); warning != null; warning = warnings.poll()) {
            taken.add(warning);
        }
        return taken;
    }
}
