package io.signalbox.controlplane.snapshot;

import io.signalbox.controlplane.gateway.NotificationListener;
import io.signalbox.controlplane.problem.Ids;
import io.signalbox.controlplane.settings.Settings.DatabaseSettings;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Receives PostgreSQL's notifications on a connection of its own; makes a new one when it breaks. */
@Component
class DatabaseNotifications {

    private static final Logger log = LoggerFactory.getLogger(DatabaseNotifications.class);
    private static final int WAIT_MILLIS = 5_000;
    private static final int ALIVE_SECONDS = 2;
    private static final int RECONNECT_MILLIS = 1_000;

    private final DatabaseSettings database;
    private final List<NotificationListener> listeners;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "changes");

    DatabaseNotifications(DatabaseSettings database, List<NotificationListener> listeners) {
        this.database = database;
        this.listeners = List.copyOf(listeners);
    }

    @PostConstruct
    void start() {
        thread.setDaemon(true);
        thread.start();
    }

    @PreDestroy
    void close() {
        closed.countDown();
        thread.interrupt();
    }

    private void run() {
        boolean reported = false;
        while (closed.getCount() > 0) {
            try (Connection connection = connect();
                    Statement statement = connection.createStatement()) {
                for (NotificationListener listener : listeners) {
                    statement.execute("listen " + listener.channel());
                }
                listeners.forEach(NotificationListener::reconnected);
                reported = false;
                while (closed.getCount() > 0) {
                    listen(connection);
                }
            } catch (SQLException e) {
                if (!reported && closed.getCount() > 0) {
                    reported = true;
                    log.warn("not listening for changes, looking every few seconds state={}", e.getSQLState());
                }
                pause();
            }
        }
    }

    private void listen(Connection connection) throws SQLException {
        PGNotification[] notifications = connection.unwrap(PGConnection.class).getNotifications(WAIT_MILLIS);
        if (notifications == null || notifications.length == 0) {
            // Silence may be a dead connection, which nothing else would tell.
            if (!connection.isValid(ALIVE_SECONDS)) {
                throw new SQLException("connection is dead", "08006");
            }
            return;
        }
        for (PGNotification notification : notifications) {
            String payload = notification.getParameter();
            int blank = payload.indexOf(' ');
            Ids.parse(blank < 0 ? payload : payload.substring(0, blank))
                    .ifPresent(gatewayId -> listeners.stream()
                            .filter(listener -> listener.channel().equals(notification.getName()))
                            .forEach(listener -> listener.notified(gatewayId)));
        }
    }

    private Connection connect() throws SQLException {
        Properties properties = new Properties();
        database.user().ifPresent(user -> properties.setProperty("user", user));
        database.password().ifPresent(password -> properties.setProperty("password", password));
        properties.setProperty("connectTimeout", "3");
        properties.setProperty("socketTimeout", "30");
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("ApplicationName", "signalbox-control-plane-changes");
        return DriverManager.getConnection(database.url(), properties);
    }

    private void pause() {
        try {
            if (closed.await(RECONNECT_MILLIS, TimeUnit.MILLISECONDS)) {
                log.debug("closed");
            }
        } catch (InterruptedException e) {
            log.debug("closed while waiting");
        }
    }
}
