package io.signalbox.controlplane.server;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

/**
 * A port for probes alone, with connections and threads of its own, which no client of the API can take. Probes are answered
 * at the API's port, too.
 */
final class HealthPort extends ValveBase {

    private static final String HEALTH = "/health/";
    private static final int NOT_FOUND = 404;
    private static final int THREADS = 4;
    private static final int CONNECTIONS = 300;
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final Connector connector;

    HealthPort(Connector connector) {
        super(true); // async requests pass as others do
        this.connector = connector;
    }

    static Connector connector(InetAddress address, int port) {
        Connector connector = new Connector(GuardedProtocol.class.getName());
        connector.setPort(port);
        connector.setProperty("address", address.getHostAddress());
        connector.setProperty("maxThreads", "" + THREADS);
        connector.setProperty("minSpareThreads", "1");
        connector.setProperty("maxConnections", "" + CONNECTIONS);
        connector.setProperty("connectionTimeout", "" + TIMEOUT.toMillis());
        return connector;
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        if (connector.equals(request.getConnector()) && !isProbe(request)) {
            ProblemReportValve.answer(response, NOT_FOUND);
        } else {
            getNext().invoke(request, response);
        }
    }

    private static boolean isProbe(Request request) {
        String path = request.getDecodedRequestURI();
        return path != null && path.startsWith(HEALTH);
    }
}
