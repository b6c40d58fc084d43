package io.signalbox.controlplane.stream;

import io.grpc.Server;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyServerBuilder;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.signalbox.controlplane.settings.Settings;
import io.signalbox.controlplane.state.StartException;
import io.signalbox.controlplane.tls.ServerCertificate;
import io.signalbox.proto.GrpcLogs;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** The config stream's port: mutual TLS, limits, keep-alive both ways. */
@Component
public class StreamServer implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(StreamServer.class);
    private static final int MAX_INBOUND_BYTES = 1 << 20;
    private static final int MAX_METADATA_BYTES = 8 << 10;
    private static final int MAX_CALLS_PER_CONNECTION = 4;
    private static final int HANDSHAKE_SECONDS = 10;
    private static final int KEEP_ALIVE_SECONDS = 15;
    private static final int KEEP_ALIVE_ANSWER_SECONDS = 10;
    private static final int CLIENT_KEEP_ALIVE_SECONDS = 5;
    private static final int THREADS = 16;
    private static final int STOP_SECONDS = 2;

    private final Settings settings;
    private final ServerCertificate certificate;
    private final ConfigStreamService service;
    private final NodeStreams streams;
    private @Nullable ExecutorService executor;
    private @Nullable Server server;

    StreamServer(Settings settings, ServerCertificate certificate, ConfigStreamService service, NodeStreams streams) {
        this.settings = settings;
        this.certificate = certificate;
        this.service = service;
        this.streams = streams;
    }

    /** Where it listens, once it does. */
    public int port() {
        return server == null ? 0 : server.getPort();
    }

    @Override
    public void start() {
        GrpcLogs.keepQuiet();
        // Calls wait for the database on these threads, never on the event loop.
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        executor = threads;
        InetSocketAddress address = new InetSocketAddress(settings.bindAddress(), settings.grpcPort());
        try {
            server = NettyServerBuilder.forAddress(address)
                    .sslContext(tls())
                    .executor(threads)
                    .intercept(new NodeIdentityInterceptor())
                    .addService(service)
                    .maxInboundMessageSize(MAX_INBOUND_BYTES)
                    .maxInboundMetadataSize(MAX_METADATA_BYTES)
                    .maxConcurrentCallsPerConnection(MAX_CALLS_PER_CONNECTION)
                    .handshakeTimeout(HANDSHAKE_SECONDS, TimeUnit.SECONDS)
                    .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
                    .keepAliveTimeout(KEEP_ALIVE_ANSWER_SECONDS, TimeUnit.SECONDS)
                    .permitKeepAliveTime(CLIENT_KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
                    .permitKeepAliveWithoutCalls(true)
                    .build()
                    .start();
        } catch (IOException e) {
            threads.shutdownNow();
            throw new StartException(Settings.GRPC_PORT + ": port " + settings.grpcPort() + " on "
                    + settings.bindAddress().getHostAddress() + " cannot be opened: " + e.getMessage());
        }
        log.info("config stream bound port={}", port());
    }

    @Override
    public void stop() {
        streams.endAll();
        if (server != null) {
            server.shutdown();
            try {
                if (!server.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                    server.shutdownNow();
                }
            } catch (InterruptedException e) {
                server.shutdownNow();
                Thread.currentThread().interrupt();
            }
            server = null;
        }
        if (executor != null) {
            executor.shutdown();
            executor = null;
        }
    }

    /** Before the web server, so that a client of the API finds everything up. */
    @Override
    public int getPhase() {
        return WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE - 1;
    }

    @Override
    public boolean isRunning() {
        return server != null;
    }

    // The JDK's TLS: a stream per node is no load that would need more.
    private SslContext tls() {
        try {
            return GrpcSslContexts.configure(
                            SslContextBuilder.forServer(
                                    certificate.chain().toFile(),
                                    certificate.key().toFile()),
                            SslProvider.JDK)
                    .clientAuth(ClientAuth.REQUIRE)
                    .trustManager(new AnyCertificate())
                    .protocols("TLSv1.3", "TLSv1.2")
                    .build();
        } catch (SSLException | IllegalArgumentException e) {
            throw new StartException("the config stream's certificate " + certificate.chain() + " and key "
                    + certificate.key() + " cannot be used: " + e.getMessage());
        }
    }
}
