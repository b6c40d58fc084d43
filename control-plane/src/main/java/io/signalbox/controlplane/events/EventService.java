package io.signalbox.controlplane.events;

import io.signalbox.controlplane.caller.Caller;
import io.signalbox.controlplane.problem.Problem;
import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Service;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * The streams of events. What comes in short order is told once. A stream ends after some minutes, so that a token which is
 * no longer valid does not go on; whoever wants more opens another one.
 */
@Service
class EventService {

    static final int MAX_STREAMS = 200;
    static final int MAX_OF_ONE_CALLER = 20;

    private static final Logger log = LoggerFactory.getLogger(EventService.class);
    private static final Duration LIFE = Duration.ofMinutes(5);
    private static final Duration GATHER = Duration.ofMillis(200);
    private static final Duration BETWEEN_SIGNS_OF_LIFE = Duration.ofSeconds(15);

    /** How long who was cut off is to wait before asking again. */
    private static final Duration COME_BACK_AFTER = Duration.ofMillis(500);

    private static final int WRITERS = 4;
    private static final String ALL = "all";

    private final Set<Stream> streams = ConcurrentHashMap.newKeySet();
    private final Set<Event> news = ConcurrentHashMap.newKeySet();
    private final ExecutorService writers = Executors.newFixedThreadPool(WRITERS, work -> daemon(work, "event-writer"));
    private final ScheduledExecutorService rounds =
            Executors.newSingleThreadScheduledExecutor(work -> daemon(work, "events"));
    private final AtomicBoolean gathering = new AtomicBoolean();

    EventService() {
        long millis = BETWEEN_SIGNS_OF_LIFE.toMillis();
        rounds.scheduleWithFixedDelay(this::giveSignOfLife, millis, millis, TimeUnit.MILLISECONDS);
    }

    private static Thread daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }

    /** Opens a stream for whoever asks, of all gateways. */
    SseEmitter open() {
        String caller = Caller.current().name();
        SseEmitter emitter = new SseEmitter(LIFE.toMillis());
        Stream stream = new Stream(caller, emitter);
        synchronized (this) { // two that come at once must not both be the last one
            long own = streams.stream()
                    .filter(other -> other.caller.equals(caller))
                    .count();
            if (own >= MAX_OF_ONE_CALLER || streams.size() >= MAX_STREAMS) {
                throw new Problem.TooMany("As many streams of events are open as may be: " + MAX_STREAMS + ", and "
                        + MAX_OF_ONE_CALLER + " of one token");
            }
            streams.add(stream);
        }
        emitter.onCompletion(() -> streams.remove(stream));
        emitter.onTimeout(emitter::complete);
        emitter.onError(failure -> streams.remove(stream));
        stream.tellAll();
        return emitter;
    }

    void happened(Event event) {
        if (streams.isEmpty()) {
            return;
        }
        news.add(event);
        if (gathering.compareAndSet(false, true)) {
            try {
                rounds.schedule(this::tellNews, GATHER.toMillis(), TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                log.debug("not telling any more: shutting down");
            }
        }
    }

    /** Something may have been missed. */
    void missed() {
        streams.forEach(Stream::tellAll);
    }

    /** Before the web server waits for its last calls: these would keep it waiting. */
    @EventListener(ContextClosedEvent.class)
    void endAll() {
        streams.forEach(stream -> stream.emitter.complete());
    }

    @PreDestroy
    void close() {
        rounds.shutdownNow();
        writers.shutdownNow();
    }

    private void tellNews() {
        gathering.set(false); // first: what comes from here on is for another round
        List<Event> gathered = List.copyOf(news);
        gathered.forEach(news::remove);
        streams.forEach(stream -> stream.tell(gathered));
    }

    private void giveSignOfLife() {
        streams.forEach(Stream::giveSignOfLife);
    }

    /** One stream; identity is its identity. To write may take its time, and keeps no other stream waiting. */
    private final class Stream {

        private final String caller;
        private final SseEmitter emitter;
        private final Set<Event> waiting = new HashSet<>();
        private boolean all;
        private boolean ping;
        private boolean writing;

        Stream(String caller, SseEmitter emitter) {
            this.caller = caller;
            this.emitter = emitter;
        }

        synchronized void tell(List<Event> events) {
            waiting.addAll(events);
            write();
        }

        synchronized void giveSignOfLife() {
            ping = true;
            write();
        }

        synchronized void tellAll() {
            all = true;
            write();
        }

        private void write() {
            if (!writing && (all || ping || !waiting.isEmpty())) {
                writing = true;
                try {
                    writers.execute(this::writeAll);
                } catch (RejectedExecutionException e) {
                    log.debug("not writing any more: shutting down");
                }
            }
        }

        private void writeAll() {
            List<SseEmitter.SseEventBuilder> messages = new ArrayList<>();
            synchronized (this) {
                if (all) {
                    messages.add(SseEmitter.event()
                            .name(ALL)
                            .reconnectTime(COME_BACK_AFTER.toMillis())
                            .data(Map.of()));
                    waiting.clear();
                }
                waiting.forEach(event -> messages.add(
                        SseEmitter.event().name(event.kind().text()).data(Map.of("gateway_id", event.gatewayId()))));
                if (messages.isEmpty()) {
                    messages.add(SseEmitter.event().comment("nothing new"));
                }
                waiting.clear();
                all = false;
                ping = false;
            }
            try {
                for (SseEmitter.SseEventBuilder message : messages) {
                    emitter.send(message);
                }
            } catch (IOException | IllegalStateException e) {
                streams.remove(this); // whoever read it is gone
                log.debug("stream of events ended caller={} reason={}", caller, e.toString());
            } finally {
                synchronized (this) {
                    writing = false;
                }
            }
        }
    }
}
