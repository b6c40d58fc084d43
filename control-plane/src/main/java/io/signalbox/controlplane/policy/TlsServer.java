package io.signalbox.controlplane.policy;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.body.Spelled;
import io.signalbox.controlplane.body.TextRule;
import io.signalbox.controlplane.entity.Attempt;
import io.signalbox.controlplane.entity.Draft;
import io.signalbox.controlplane.entity.Entity;
import io.signalbox.controlplane.entity.Reference;
import io.signalbox.controlplane.gateway.EntityKind;
import io.signalbox.controlplane.gateway.Need;
import io.signalbox.controlplane.gateway.RuntimeVersion;
import io.signalbox.controlplane.problem.InvalidParameter;
import io.signalbox.controlplane.secret.Credentials;
import io.signalbox.controlplane.secret.Secret;
import io.signalbox.expression.PrincipalMapping;
import io.signalbox.proto.config.v1.ListenerPolicy;
import io.signalbox.proto.config.v1.TlsVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** TLS is spoken with clients, by this certificate. The API shows one in a list, and takes no other number. */
public record TlsServer(
        List<Certificate> certificates,
        Versions versions,
        boolean allowPlaintext,
        Optional<ClientAuthentication> clientAuthentication)
        implements ListenerPolicyConfig {

    static final PolicyType TYPE =
            PolicyType.of("tls_server", TlsServer.class, config -> Optional.of(TlsServer.read(config)));

    private static final String KEY_FIELD = "config.certificates[0].key";
    private static final int MAX_BUNDLES = 100;
    private static final TextRule EXPRESSION = TextRule.anything(1, PrincipalMapping.MAX_LENGTH);
    private static final TextRule CERTIFICATE = TextRule.checked(1, Integer.MAX_VALUE, Credentials::certificateProblem);
    private static final TextRule KEY = TextRule.checked(1, Integer.MAX_VALUE, Credentials::keyProblem);

    public TlsServer {
        certificates = List.copyOf(certificates);
    }

    /** A chain, leaf first, and its key: each PEM, base64 of PEM, or a reference. */
    public record Certificate(String certificate, Secret key) {}

    /** The oldest and the newest version that is spoken. */
    public record Versions(Version min, Version max) {
        static final Versions DEFAULT = new Versions(Version.TLS_1_2, Version.TLS_1_3);
    }

    /** A version of TLS, from old to new. */
    public enum Version implements Spelled {
        TLS_1_2("TLSv1.2"),
        TLS_1_3("TLSv1.3");

        private final String text;

        Version(String text) {
            this.text = text;
        }

        @Override
        public String text() {
            return text;
        }
    }

    /** Clients are asked for a certificate. */
    public record ClientAuthentication(
            Mode mode, List<Reference.AsSent> tlsTrustBundles, Optional<String> principalMapping) {

        public ClientAuthentication {
            tlsTrustBundles = List.copyOf(tlsTrustBundles);
        }
    }

    /** Whether a client may come without one. */
    public enum Mode implements Spelled {
        REQUIRED,
        REQUESTED
    }

    @JsonIgnore
    public Certificate certificate() {
        return certificates.get(0);
    }

    @Override
    public List<UUID> references() {
        return trustBundles().stream()
                .flatMap(reference -> reference.meant().stream())
                .toList();
    }

    /** Nodes before 1.1 ask clients for no certificates. */
    @Override
    public List<Need> needs() {
        return clientAuthentication.stream()
                .map(asked -> new Need("config.client_authentication", RuntimeVersion.V1_1))
                .toList();
    }

    /** Of several, one may be enabled: contract section 3.1. */
    @Override
    public Optional<InvalidParameter> conflict(Policy policy, List<Entity<Policy>> others) {
        return others.stream()
                .filter(other -> policy.enabled()
                        && other.spec().enabled()
                        && other.spec().config() instanceof TlsServer)
                .findFirst()
                .map(other -> InvalidParameter.standard(
                        "enabled",
                        "invalid",
                        "the listener already has an enabled tls_server policy ["
                                + other.name().orElse(other.id().toString()) + "]"));
    }

    @Override
    public PolicyConfig shown(Map<UUID, String> names) {
        return withTrustBundles(
                trustBundles().stream().map(reference -> reference.shown(names)).toList());
    }

    @Override
    public void write(ListenerPolicy.Builder message) {
        var server = message.getTlsServerBuilder()
                .setCertificate(certificate().certificate())
                .setKey(certificate().key().reveal())
                .setMinVersion(version(versions.min()))
                .setMaxVersion(version(versions.max()))
                .setAllowPlaintext(allowPlaintext);
        clientAuthentication.ifPresent(asked -> server.getClientAuthenticationBuilder()
                .setRequired(asked.mode() == Mode.REQUIRED)
                .addAllTlsTrustBundleIds(
                        references().stream().map(UUID::toString).toList())
                .setPrincipalMapping(asked.principalMapping().orElse("")));
    }

    private static Draft<PolicyConfig> read(BodyReader config) {
        List<Certificate> certificates =
                config.requiredList("certificates", 1, 1, item -> item.object().map(TlsServer::certificate));
        Versions versions = config.object("versions").map(TlsServer::versions).orElse(Versions.DEFAULT);
        boolean allowPlaintext = config.flag("allow_plaintext").orElse(false);
        List<Reference> bundles = new ArrayList<>();
        Optional<ClientAuthentication> asked =
                config.object("client_authentication").map(object -> clientAuthentication(object, bundles));
        TlsServer sent = new TlsServer(certificates, versions, allowPlaintext, asked);
        return attempt -> sent.keepingKey(attempt)
                .withTrustBundles(bundles.stream()
                        .map(bundle -> attempt.resolveAsSent(bundle, EntityKind.TLS_TRUST_BUNDLE))
                        .toList());
    }

    /** With the key of the policy that it replaces, where it brings none of its own. */
    private TlsServer keepingKey(Attempt<PolicyConfig> attempt) {
        if (certificates.isEmpty()
                || !certificate().key().isLeftOut()
                || attempt.stored().isEmpty()) {
            return this;
        }
        if (!(attempt.stored().get() instanceof TlsServer former)) {
            attempt.invalid().addRequired(KEY_FIELD);
            return this;
        }
        Secret key = former.certificate().key();
        if (Credentials.pairProblem(certificate().certificate(), key).isPresent()) {
            attempt.invalid()
                    .add(InvalidParameter.standard(
                            KEY_FIELD,
                            "invalid",
                            "is needed: the key that is stored does not belong to the certificate"));
        }
        return new TlsServer(
                List.of(new Certificate(certificate().certificate(), key)),
                versions,
                allowPlaintext,
                clientAuthentication);
    }

    private List<Reference.AsSent> trustBundles() {
        return clientAuthentication.map(ClientAuthentication::tlsTrustBundles).orElse(List.of());
    }

    private TlsServer withTrustBundles(List<Reference.AsSent> bundles) {
        return new TlsServer(
                certificates,
                versions,
                allowPlaintext,
                clientAuthentication.map(
                        asked -> new ClientAuthentication(asked.mode(), bundles, asked.principalMapping())));
    }

    private static Certificate certificate(BodyReader object) {
        String certificate = object.requiredText("certificate", CERTIFICATE);
        Secret key = Secret.of(object.secretText("key", KEY));
        Credentials.pairProblem(certificate, key).ifPresent(problem -> object.refuse("key", "invalid", problem));
        Credentials.orderProblem(certificate, key)
                .ifPresent(problem -> object.refuse("certificate", "invalid", problem));
        return new Certificate(certificate, key);
    }

    private static Versions versions(BodyReader object) {
        Versions versions = new Versions(
                object.choice("min", Version.values()).orElse(Versions.DEFAULT.min()),
                object.choice("max", Version.values()).orElse(Versions.DEFAULT.max()));
        if (versions.min().compareTo(versions.max()) > 0) {
            object.refuse("min", "invalid", "must not be newer than max");
        }
        return versions;
    }

    private static ClientAuthentication clientAuthentication(BodyReader object, List<Reference> bundles) {
        Mode mode = object.requiredChoice("mode", Mode.values());
        bundles.addAll(object.requiredList("tls_trust_bundles", 1, MAX_BUNDLES, Reference::read));
        Optional<String> mapping = object.text("principal_mapping", EXPRESSION);
        mapping.flatMap(TlsServer::problem)
                .ifPresent(problem -> object.refuse("principal_mapping", "invalid", problem));
        return new ClientAuthentication(mode, List.of(), mapping);
    }

    private static Optional<String> problem(String expression) {
        try {
            PrincipalMapping.parse(expression);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private static TlsVersion version(Version version) {
        return switch (version) {
            case TLS_1_2 -> TlsVersion.TLS_VERSION_1_2;
            case TLS_1_3 -> TlsVersion.TLS_VERSION_1_3;
        };
    }
}
