package io.signalbox.controlplane.server;

import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.coyote.Processor;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * Keeps connections on which nothing is asked from shutting others out. The head of a request has a time in which it must be
 * there whole, however often a byte of it arrives; and when nearly all places are taken, the connection that has waited longest without
 * a request gives way to a new connection.
 */
final class GuardedEndpoint extends NioEndpoint {

    private static final Duration HEAD_LIMIT = Duration.ofSeconds(10);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration HELD_LIMIT =
            Duration.ofMinutes(1); // never met: who holds a request has a shorter one
    private static final int SPARE_CONNECTIONS = 100;

    private final Map<SocketWrapperBase<NioChannel>, Stage> stages = new ConcurrentHashMap<>();

    private @Nullable ScheduledFuture<?> looking;

    @Override
    public void setHandler(Handler<NioChannel> handler) {
        super.setHandler(new Watch(handler));
    }

    @Override
    public void startInternal() throws Exception {
        super.startInternal();
        looking = getUtilityExecutor()
                .scheduleWithFixedDelay(this::closeLateHeads, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void stopInternal() {
        if (looking != null) {
            looking.cancel(false);
        }
        super.stopInternal();
        stages.clear();
    }

    /** Called by the one thread that accepts, before it waits for a free place again. */
    @Override
    protected boolean setSocketOptions(SocketChannel socket) {
        boolean taken = super.setSocketOptions(socket);
        SocketWrapperBase<NioChannel> connection = connections.get(socket);
        if (connection != null) {
            stages.putIfAbsent(connection, Stage.head());
        }
        if (getConnectionCount() > getMaxConnections() - SPARE_CONNECTIONS) {
            longestWaiting().ifPresent(this::closeIfWaiting);
        }
        return taken;
    }

    private Optional<SocketWrapperBase<NioChannel>> longestWaiting() {
        return stages.entrySet().stream()
                .filter(entry -> entry.getValue().isWaiting())
                .min(Comparator.comparingLong(entry -> entry.getValue().since))
                .map(Map.Entry::getKey);
    }

    private void closeLateHeads() {
        long now = System.nanoTime();
        stages.forEach((connection, stage) -> {
            if (connection.isClosed()) {
                stages.remove(connection);
            } else if (stage.kind == Kind.HEAD && now - stage.since > HEAD_LIMIT.toNanos()) {
                closeIfWaiting(connection);
            }
        });
    }

    // Under the connection's lock no request can begin; while another thread has it, one is on its way and the place is
    // in
    // use.
    private void closeIfWaiting(SocketWrapperBase<NioChannel> connection) {
        if (!connection.getLock().tryLock()) {
            return;
        }
        try {
            Stage stage = stages.get(connection);
            if (stage != null && stage.isWaiting()) {
                connection.close();
            }
        } finally {
            connection.getLock().unlock();
        }
    }

    private enum Kind {
        /** The head of a request is under way, or its first byte has not come yet on a new connection. */
        HEAD,
        /** Between two requests. */
        IDLE,
        /** A request is being answered, or its body is under way. */
        BUSY
    }

    private record Stage(Kind kind, long since) {

        static Stage head() {
            return new Stage(Kind.HEAD, System.nanoTime());
        }

        boolean isWaiting() {
            return kind != Kind.BUSY;
        }
    }

    /** Learns from what each event leaves behind in which stage a connection is. */
    private final class Watch implements Handler<NioChannel> {

        private final Handler<NioChannel> handler;

        Watch(Handler<NioChannel> handler) {
            this.handler = handler;
        }

        @Override
        public SocketState process(SocketWrapperBase<NioChannel> connection, SocketEvent event) {
            Stage before = stages.put(connection, new Stage(Kind.BUSY, System.nanoTime()));
            SocketState left = handler.process(connection, event);
            if (left == SocketState.OPEN) {
                stages.put(connection, new Stage(Kind.IDLE, System.nanoTime()));
            } else if (left == SocketState.LONG && isHeld(connection)) {
                connection.setReadTimeout(HELD_LIMIT.toMillis());
            } else if (left == SocketState.LONG) {
                boolean goesOn = before != null && before.kind == Kind.HEAD;
                stages.put(connection, goesOn ? before : Stage.head());
            } else if (left == SocketState.CLOSED) {
                stages.remove(connection);
            }
            return left;
        }

        private static boolean isHeld(SocketWrapperBase<NioChannel> connection) {
            return connection.getCurrentProcessor() instanceof Processor processor && processor.isAsync();
        }

        @Override
        public Object getGlobal() {
            return handler.getGlobal();
        }

        @Override
        public void release(SocketWrapperBase<NioChannel> connection) {
            stages.remove(connection);
            handler.release(connection);
        }

        @Override
        public void pause() {
            handler.pause();
        }

        @Override
        public void recycle() {
            handler.recycle();
        }
    }
}
