package io.signalbox.dataplane.upstream;

import io.signalbox.credentials.KeyedCertificate;
import io.signalbox.dataplane.connection.FakeBroker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** A broker's TLS as the JDK does it, which is what real brokers have; counts how often its key was needed. */
final class TlsBroker {

    private static final char[] NO_PASSWORD = {};

    private final SSLServerSocket socket;
    private final AtomicInteger fullHandshakes = new AtomicInteger();

    private TlsBroker(KeyedCertificate certificate, Optional<X509Certificate> clients, String... protocols) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    new KeyManager[] {new CountedKey(certificate)},
                    clients.map(TlsBroker::trusting).orElse(null),
                    null);
            socket = (SSLServerSocket)
                    context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
            socket.setNeedClientAuth(clients.isPresent());
            if (protocols.length > 0) {
                socket.setEnabledProtocols(protocols);
            }
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static TlsBroker with(KeyedCertificate certificate, String... protocols) {
        return new TlsBroker(certificate, Optional.empty(), protocols);
    }

    static TlsBroker asking(KeyedCertificate certificate, X509Certificate clients, String... protocols) {
        return new TlsBroker(certificate, Optional.of(clients), protocols);
    }

    FakeBroker start() {
        return new FakeBroker(socket);
    }

    int fullHandshakes() {
        return fullHandshakes.get();
    }

    private static TrustManager[] trusting(X509Certificate authority) {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, NO_PASSWORD);
            store.setCertificateEntry("clients", authority);
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(store);
            return factory.getTrustManagers();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A resumed session needs no signature. */
    private final class CountedKey extends X509ExtendedKeyManager {
        private static final String ALIAS = "broker";
        private final KeyedCertificate own;

        CountedKey(KeyedCertificate own) {
            this.own = own;
        }

        @Override
        public String @Nullable [] getClientAliases(String keyType, Principal[] issuers) {
            return new String[0];
        }

        @Override
        public @Nullable String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
            throw new UnsupportedOperationException("a server's key");
        }

        @Override
        public String[] getServerAliases(String keyType, Principal[] issuers) {
            return new String[] {ALIAS};
        }

        @Override
        public @Nullable String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
            return keyType.startsWith(own.key().getAlgorithm()) ? ALIAS : null;
        }

        @Override
        public @Nullable String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
            return chooseServerAlias(keyType, issuers, new Socket());
        }

        @Override
        public X509Certificate @Nullable [] getCertificateChain(String alias) {
            return new X509Certificate[] {own.certificate()};
        }

        @Override
        public @Nullable PrivateKey getPrivateKey(String alias) {
            fullHandshakes.incrementAndGet();
            return own.key();
        }
    }
}
