package io.signalbox.dataplane.connection;

import static net.logstash.logback.argument.StructuredArguments.kv;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.signalbox.dataplane.config.EntityRef;
import io.signalbox.dataplane.kafka.ClientSoftware;
import io.signalbox.routing.CloseReason;
import io.signalbox.routing.HostPort;
import io.signalbox.routing.Printable;
import java.net.SocketAddress;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line of the logger {@code access} for each connection that ended. A thread of its own writes them: where it cannot keep
 * up, lines are left out and counted, since no event loop ever waits for a log.
 */
public final class AccessLog implements AutoCloseable {

    /** Writes nothing. */
    public static final AccessLog OFF = new AccessLog(Optional.empty());

    private static final Logger LOG = LoggerFactory.getLogger("access");
    private static final int MAX_WAITING = 10_000;
    private static final int LAST_LINES_MILLIS = 500;

    @SuppressWarnings("UnnecessaryLambda") // known by its identity
    private static final Runnable END = () -> {};

    private final Optional<BlockingQueue<Runnable>> lines;
    private final LongAdder omitted = new LongAdder();
    private final Thread writer;

    private AccessLog(Optional<BlockingQueue<Runnable>> lines) {
        this.lines = lines;
        writer = new Thread(() -> lines.ifPresent(AccessLog::write), "access-log");
        writer.setDaemon(true);
    }

    /** Begins to write, where it is on. */
    public static AccessLog start(boolean on, MeterRegistry metrics) {
        AccessLog log = on ? new AccessLog(Optional.of(new ArrayBlockingQueue<>(MAX_WAITING))) : OFF;
        FunctionCounter.builder("signalbox.access.log.omitted", log.omitted, LongAdder::doubleValue)
                .description("Lines of the access log that were left out, since it could not be written fast enough")
                .register(metrics);
        if (on) {
            log.writer.start();
        }
        return log;
    }

    /** A connection ended that had a route. */
    void ended(Session session, CloseReason reason, String detail) {
        if (lines.isPresent()) {
            OpenConnection connection = session.describe();
            long now = System.currentTimeMillis();
            add(() -> write(connection, now - connection.openedAtMillis(), reason, detail));
        }
    }

    /** A connection ended that had none. */
    void rejected(EntityRef listener, SocketAddress client, CloseReason reason, EndDetail detail) {
        if (lines.isPresent()) {
            add(() -> LOG.info(
                    "{} {} {} {}",
                    kv("listener", listener.name()),
                    kv("client", String.valueOf(client)),
                    kv("sni", detail.serverName().map(Printable::name).orElse("-")),
                    kv("reason", reason.code())));
        }
    }

    /** Writes what is waiting still, within moments. */
    @Override
    public void close() {
        if (lines.isPresent()) {
            try {
                if (lines.get().offer(END, LAST_LINES_MILLIS, TimeUnit.MILLISECONDS)) {
                    writer.join(LAST_LINES_MILLIS);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void add(Runnable line) {
        if (!lines.orElseThrow().offer(line)) {
            omitted.increment();
        }
    }

    @SuppressWarnings("ReferenceEquality") // there is one END
    private static void write(BlockingQueue<Runnable> lines) {
        try {
            for (Runnable line = lines.take(); line != END; line = lines.take()) {
                line.run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void write(OpenConnection connection, long millis, CloseReason reason, String detail) {
        LOG.info(
                "{} {} {} {} {} {} {} {} {} {} {} {} {} {} {} {}",
                kv("session", connection.id()),
                kv("listener", connection.listener().name()),
                kv("virtual_cluster", connection.virtualCluster().name()),
                kv("client", String.valueOf(connection.client())),
                kv("sni", connection.serverName().map(Printable::name).orElse("-")),
                kv("tls", connection.tls().orElse("-")),
                kv("principal", connection.principal().map(Printable::name).orElse("-")),
                kv("auth", connection.authentication().orElse("-")),
                kv(
                        "software",
                        connection.software().map(ClientSoftware::toString).orElse("-")),
                kv("broker", connection.brokerAddress().map(HostPort::toString).orElse("-")),
                kv("requests", connection.requests()),
                kv("bytes_from_client", connection.bytesFromClient()),
                kv("bytes_to_client", connection.bytesToClient()),
                kv("duration_ms", millis),
                kv("reason", reason.code()),
                kv("detail", detail.isEmpty() ? "-" : Printable.quoted(detail)));
    }
}
