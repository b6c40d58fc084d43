package io.signalbox.dataplane.admin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Health and metrics over HTTP, on the paths of contract section 5.2; and what the node runs, at {@code /config}. */
public final class AdminServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AdminServer.class);
    private static final int BACKLOG = 64;
    private static final int THREADS = 2;
    private static final int MAX_WAITING = 64;
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private final HttpServer server;
    private final ExecutorService threads;

    /**
     * Opens the address and answers at once.
     *
     * @param metrics in Prometheus' text form
     * @param config what the node runs, without secrets
     * @throws IOException when the address cannot be opened
     */
    public AdminServer(
            InetSocketAddress address, Readiness readiness, Supplier<String> metrics, Supplier<String> config)
            throws IOException {
        // Seconds a request, and an answer, may take: read once, when the server's classes are loaded.
        System.setProperty("sun.net.httpserver.maxReqTime", "10");
        System.setProperty("sun.net.httpserver.maxRspTime", "10");
        server = HttpServer.create(address, BACKLOG);
        threads = new ThreadPoolExecutor(THREADS, THREADS, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MAX_WAITING));
        server.setExecutor(threads);
        route("/", exchange -> answer(exchange, 404, TEXT, "not found\n"));
        route("/health/probes/liveness", exchange -> answer(exchange, 200, TEXT, "alive\n"));
        route(
                "/health/probes/readiness",
                exchange -> answer(exchange, readiness.isReady() ? 200 : 503, TEXT, readiness.text() + "\n"));
        route("/metrics", exchange -> answer(exchange, 200, PROMETHEUS, metrics.get()));
        route("/health/metrics", exchange -> answer(exchange, 200, PROMETHEUS, metrics.get()));
        route("/config", exchange -> answer(exchange, 200, TEXT, config.get()));
        server.start();
    }

    public InetSocketAddress address() {
        return server.getAddress();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    /** The JDK's server takes a path for everything below it, too; ours are exact. */
    private void route(String path, Answer handler) {
        server.createContext(path, exchange -> {
            try (exchange) {
                String method = exchange.getRequestMethod();
                if (!path.equals("/") && !exchange.getRequestURI().getPath().equals(path)) {
                    answer(exchange, 404, TEXT, "not found\n");
                } else if (!method.equals("GET") && !method.equals("HEAD")) {
                    exchange.getResponseHeaders().set("Allow", "GET, HEAD");
                    answer(exchange, 405, TEXT, "only GET\n");
                } else {
                    handler.to(exchange);
                }
            } catch (RuntimeException e) {
                LOG.error("no answer could be made: path={}", path, e); // the JDK's server would say nothing
                throw e;
            }
        });
    }

    private static void answer(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        exchange.sendResponseHeaders(status, body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }
}
