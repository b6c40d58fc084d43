package io.signalbox.dataplane.tls;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSslServerSessionContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.signalbox.dataplane.config.ClientAuthentication;
import io.signalbox.dataplane.config.ConfigProblem;
import io.signalbox.dataplane.config.ImageSubscriber;
import io.signalbox.dataplane.config.Listener;
import io.signalbox.dataplane.config.RoutingImage;
import io.signalbox.dataplane.config.TlsServer;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * The TLS contexts of the policies that are applied. A policy that did not change keeps its context, and with it the
 * sessions that clients may resume; a changed certificate has another context, which the next handshake uses. For any
 * thread.
 */
public final class TlsContexts implements ImageSubscriber {

    private final SslProvider provider;
    private final ConcurrentMap<TlsServer, SslContext> contexts = new ConcurrentHashMap<>();

    /** Throws an {@link IllegalArgumentException} when the engine does not work on this machine. */
    public TlsContexts(TlsEngine engine) {
        this.provider = engine.provider();
    }

    /** {@code boringssl} or {@code jdk}. */
    public String engineName() {
        return provider == SslProvider.JDK ? "jdk" : "boringssl";
    }

    /**
     * Made when first asked for.
     *
     * @throws IllegalArgumentException when the engine refuses certificate, key or authorities
     */
    public SslContext of(TlsServer tls) {
        return contexts.computeIfAbsent(tls, this::build);
    }

    /** Forgets what no listener uses any more; connections that began under it go on. */
    @Override
    public List<ConfigProblem> onImage(RoutingImage image) {
        Set<TlsServer> used = image.listeners().values().stream()
                .map(Listener::tls)
                .flatMap(Optional::stream)
                .collect(Collectors.toSet());
        contexts.keySet().retainAll(used);
        return List.of();
    }

    private SslContext build(TlsServer tls) {
        try {
            SslContextBuilder builder = SslContextBuilder.forServer(
                            tls.key(), tls.chain().certificates().toArray(X509Certificate[]::new))
                    .sslProvider(provider)
                    .protocols(tls.protocols());
            if (tls.clientAuthentication().isPresent()) {
                ask(builder, tls.clientAuthentication().get());
            }
            SslContext context = builder.build();
            if (context.sessionContext() instanceof OpenSslServerSessionContext sessions) {
                // Without one, BoringSSL refuses to resume sessions of clients that showed a certificate.
                sessions.setSessionIdContext("signalbox".getBytes(StandardCharsets.US_ASCII));
            }
            return context;
        } catch (SSLException | IllegalArgumentException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IllegalArgumentException(
                    "its certificate or key cannot be used for TLS: " + cause.getMessage(), e);
        }
    }

    private void ask(SslContextBuilder builder, ClientAuthentication clients) {
        X509ExtendedTrustManager trust = ClientTrust.in(clients.trusted());
        builder.clientAuth(clients.required() ? ClientAuth.REQUIRE : ClientAuth.OPTIONAL)
                .trustManager(provider == SslProvider.JDK ? trust : new ClientTrust(trust));
    }
}
