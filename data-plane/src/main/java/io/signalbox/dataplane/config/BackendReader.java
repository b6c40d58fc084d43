package io.signalbox.dataplane.config;

import io.signalbox.credentials.CertificateChain;
import io.signalbox.credentials.PrivateKeys;
import io.signalbox.proto.config.v1.PlainLogin;
import io.signalbox.proto.config.v1.ScramLogin;
import io.signalbox.proto.config.v1.WireBackendCluster;
import io.signalbox.proto.config.v1.WireBackendTls;
import io.signalbox.proto.config.v1.WireClientIdentity;
import io.signalbox.routing.HostPort;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/** Reads backend clusters; references are resolved here. */
final class BackendReader {

    private final NodeEnvironment node;
    private final SecretReader secrets;

    BackendReader(NodeEnvironment node) {
        this.node = node;
        this.secrets = new SecretReader(node);
    }

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException naming the property and what is wrong with it
     */
    BackendCluster backendCluster(UUID id, WireBackendCluster body) {
        List<HostPort> servers =
                body.getBootstrapServersList().stream().map(HostPort::parse).toList();
        if (servers.isEmpty()) {
            throw new IllegalArgumentException("it has no bootstrap servers");
        }
        return new BackendCluster(
                id,
                body.getName(),
                servers,
                Duration.ofSeconds(Math.max(body.getMetadataUpdateIntervalSeconds(), 1)),
                body.hasTls() ? Optional.of(tls(body.getTls())) : Optional.empty(),
                login(body),
                body.getAnonymousClientsAllowed());
    }

    private BackendTls tls(WireBackendTls body) {
        Optional<Set<X509Certificate>> trusted = body.getCaBundle().isEmpty()
                ? Optional.empty()
                : Optional.of(Set.copyOf(secrets.read("tls.ca_bundle", body.getCaBundle(), CertificateChain::parse)
                        .certificates()));
        BackendTls tls = new BackendTls(
                body.getInsecureSkipVerify(),
                trusted,
                TlsReader.protocols(body.getVersionsList()),
                body.hasClientIdentity() ? Optional.of(identity(body.getClientIdentity())) : Optional.empty());
        node.connectsByTls().accept(tls);
        return tls;
    }

    private BackendTls.Identity identity(WireClientIdentity body) {
        CertificateChain chain =
                secrets.read("tls.client_identity.certificate", body.getCertificate(), CertificateChain::parse);
        PrivateKey key = secrets.read("tls.client_identity.key", body.getKey(), PrivateKeys::parse);
        PrivateKeys.mismatch(key, chain).ifPresent(reason -> {
            throw new IllegalArgumentException("its tls.client_identity.key " + reason);
        });
        return new BackendTls.Identity(chain, key);
    }

    private BackendLogin login(WireBackendCluster body) {
        return switch (body.getLoginCase()) {
            case PLAIN -> plain(body.getPlain());
            case SCRAM -> scram(body.getScram());
            case LOGIN_NOT_SET -> new BackendLogin.Anonymous();
        };
    }

    private BackendLogin plain(PlainLogin body) {
        return new BackendLogin.Plain(username(body.getUsername()), password(body.getPassword()));
    }

    private BackendLogin scram(ScramLogin body) {
        return new BackendLogin.Scram(
                ClientAuthReader.algorithm(body.getAlgorithm()),
                username(body.getUsername()),
                password(body.getPassword()));
    }

    private String username(String text) {
        return secrets.read("authentication.username", text, Function.identity());
    }

    private Password password(String text) {
        return secrets.read("authentication.password", text, Password::of);
    }
}
