package io.signalbox.dataplane.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.NetUtil;
import io.signalbox.dataplane.config.BackendCluster;
import io.signalbox.dataplane.config.BackendTls;
import io.signalbox.dataplane.config.ConfigProblem;
import io.signalbox.dataplane.config.ImageSubscriber;
import io.signalbox.dataplane.config.RoutingImage;
import java.net.IDN;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Collectors;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/**
 * TLS towards backend clusters: one context for each way in which they are connected to, kept while the image has it,
 * and with it the sessions that brokers let the node resume. For any thread.
 */
public final class BackendContexts implements ImageSubscriber {

    /** A broker that is alive needs milliseconds. */
    static final int HANDSHAKE_TIMEOUT_MILLIS = 5_000;

    private final SslProvider provider;
    private final ConcurrentMap<BackendTls, SslContext> contexts = new ConcurrentHashMap<>();

    /** Throws an {@link IllegalArgumentException} when the engine does not work on this machine. */
    public BackendContexts(TlsEngine engine) {
        this.provider = engine.provider();
    }

    /**
     * Made when first asked for.
     *
     * @throws IllegalArgumentException when the engine refuses certificates, key or versions
     */
    public SslContext of(BackendTls tls) {
        return contexts.computeIfAbsent(tls, this::build);
    }

    /** The client's side of one connection to a broker, whose certificate has to be for this host. */
    public SslHandler handler(BackendTls tls, ByteBufAllocator allocator, String declared, int port) {
        String host = asInCertificates(declared);
        SslHandler handler = of(tls).newHandler(allocator, host, port);
        SSLParameters parameters = handler.engine().getSSLParameters();
        serverName(host).ifPresent(name -> parameters.setServerNames(List.of(name)));
        handler.engine().setSSLParameters(parameters);
        handler.setHandshakeTimeoutMillis(HANDSHAKE_TIMEOUT_MILLIS);
        return handler;
    }

    /** Forgets what no backend cluster uses any more; connections that began under it go on. */
    @Override
    public List<ConfigProblem> onImage(RoutingImage image) {
        Set<BackendTls> used = image.backendClusters().values().stream()
                .map(BackendCluster::tls)
                .flatMap(Optional::stream)
                .collect(Collectors.toSet());
        contexts.keySet().retainAll(used);
        return List.of();
    }

    /** Names stand there in ASCII, in lower case, and without the dot that may end them: brokers are told them so, too. */
    private static String asInCertificates(String host) {
        String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        try {
            return IDN.toASCII(name).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            return name; // no name that DNS has: the handshake says what is wrong with it
        }
    }

    /** Said also for names without a dot, for which the JDK would not; never for an address in numbers (RFC 6066). */
    private static Optional<SNIHostName> serverName(String host) {
        if (NetUtil.createInetAddressFromIpAddressString(host) != null) {
            return Optional.empty();
        }
        try {
            return Optional.of(new SNIHostName(host));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // a name that DNS does not have, such as kafka_1
        }
    }

    private SslContext build(BackendTls tls) {
        try {
            SslContextBuilder builder =
                    SslContextBuilder.forClient().sslProvider(provider).protocols(tls.protocols());
            if (tls.skipVerify()) {
                builder.trustManager(InsecureTrustManagerFactory.INSTANCE).endpointIdentificationAlgorithm(null);
            } else {
                builder.endpointIdentificationAlgorithm("HTTPS");
                tls.trusted().ifPresent(trusted -> builder.trustManager(trusted.toArray(X509Certificate[]::new)));
            }
            tls.identity()
                    .ifPresent(own -> builder.keyManager(
                            own.key(), own.chain().certificates().toArray(X509Certificate[]::new)));
            return resuming(builder.build());
        } catch (SSLException | IllegalArgumentException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IllegalArgumentException("its tls cannot be used: " + cause.getMessage(), e);
        }
    }

    /** BoringSSL's clients keep no session and take no ticket unless they are told to. */
    private static SslContext resuming(SslContext context) {
        if (context.sessionContext() instanceof OpenSslSessionContext sessions) {
            sessions.setSessionCacheEnabled(true);
            sessions.setTicketKeys(new OpenSslSessionTicketKey[0]);
        }
        return context;
    }
}
