package io.signalbox.controlplane.snapshot;

import io.signalbox.controlplane.backendcluster.BackendAuth;
import io.signalbox.controlplane.backendcluster.BackendCluster;
import io.signalbox.controlplane.backendcluster.BackendTls;
import io.signalbox.controlplane.entity.Entity;
import io.signalbox.controlplane.virtualcluster.ClientAuth;
import io.signalbox.controlplane.virtualcluster.DurationText;
import io.signalbox.controlplane.virtualcluster.VirtualCluster;
import io.signalbox.proto.config.v1.AnonymousAuth;
import io.signalbox.proto.config.v1.ClientCertificateAuth;
import io.signalbox.proto.config.v1.OauthBearerAuth;
import io.signalbox.proto.config.v1.PlainLogin;
import io.signalbox.proto.config.v1.SaslPlainAuth;
import io.signalbox.proto.config.v1.SaslScramAuth;
import io.signalbox.proto.config.v1.ScramLogin;
import io.signalbox.proto.config.v1.TlsVersion;
import io.signalbox.proto.config.v1.WireBackendCluster;
import io.signalbox.proto.config.v1.WireBackendTls;
import io.signalbox.proto.config.v1.WireClientAuth;
import io.signalbox.proto.config.v1.WireClientIdentity;
import io.signalbox.proto.config.v1.WireMediation;
import io.signalbox.proto.config.v1.WireScramAlgorithm;
import io.signalbox.proto.config.v1.WireVirtualCluster;
import java.util.Collection;
import java.util.List;

/** Clusters in the form that nodes receive, with the authentication of each. */
final class ClusterMapper {

    private ClusterMapper() {}

    static WireBackendCluster.Builder backendCluster(BackendCluster cluster) {
        var body = WireBackendCluster.newBuilder()
                .setName(cluster.name())
                .addAllBootstrapServers(cluster.bootstrapServers())
                .setMetadataUpdateIntervalSeconds(cluster.metadataUpdateIntervalSeconds())
                .setAnonymousClientsAllowed(cluster.insecureAllowAnonymousVirtualClusterAuth())
                .addAllRequires(Requirements.of(cluster));
        if (cluster.tls().enabled()) {
            body.setTls(tls(cluster.tls()));
        }
        return cluster.authentication().match(new BackendAuth.Cases<>() {
            @Override
            public WireBackendCluster.Builder anonymous(BackendAuth.Anonymous auth) {
                return body;
            }

            @Override
            public WireBackendCluster.Builder saslPlain(BackendAuth.SaslPlain auth) {
                return body.setPlain(login(auth.username(), auth.password().reveal()));
            }

            @Override
            public WireBackendCluster.Builder saslScram(BackendAuth.SaslScram auth) {
                return body.setScram(ScramLogin.newBuilder()
                        .setAlgorithm(algorithm(auth.algorithm()))
                        .setUsername(auth.username())
                        .setPassword(auth.password().reveal()));
            }
        });
    }

    static WireVirtualCluster.Builder virtualCluster(VirtualCluster cluster, Collection<Entity<?>> policies) {
        WireVirtualCluster.Builder body = WireVirtualCluster.newBuilder()
                .setName(cluster.name())
                .setBackendClusterId(cluster.destination().id().toString())
                .setDnsLabel(cluster.dnsLabel())
                .addAllRequires(Requirements.of(cluster, policies))
                .addAllAuthentication(cluster.authentication().stream()
                        .map(ClusterMapper::authentication)
                        .toList());
        cluster.namespace().map(NamespaceMapper::namespace).ifPresent(body::setNamespace);
        cluster.topicAliases().orElse(List.of()).forEach(alias -> body.addTopicAliases(NamespaceMapper.alias(alias)));
        return body;
    }

    private static WireBackendTls tls(BackendTls tls) {
        var body = WireBackendTls.newBuilder()
                .setInsecureSkipVerify(tls.insecureSkipVerify())
                .setCaBundle(tls.caBundle().orElse(""))
                .addAllVersions(
                        tls.tlsVersions().stream().map(ClusterMapper::version).toList());
        tls.clientIdentity()
                .ifPresent(identity -> body.setClientIdentity(WireClientIdentity.newBuilder()
                        .setCertificate(identity.certificate())
                        .setKey(identity.key().reveal())));
        return body.build();
    }

    private static TlsVersion version(BackendTls.Version version) {
        return switch (version) {
            case TLS12 -> TlsVersion.TLS_VERSION_1_2;
            case TLS13 -> TlsVersion.TLS_VERSION_1_3;
        };
    }

    private static WireClientAuth authentication(ClientAuth auth) {
        var entry = WireClientAuth.newBuilder();
        return auth.match(new ClientAuth.Cases<WireClientAuth.Builder>() {
                    @Override
                    public WireClientAuth.Builder anonymous(ClientAuth.Anonymous auth) {
                        return entry.setAnonymous(AnonymousAuth.getDefaultInstance());
                    }

                    @Override
                    public WireClientAuth.Builder saslPlain(ClientAuth.SaslPlain auth) {
                        return entry.setSaslPlain(plain(auth));
                    }

                    @Override
                    public WireClientAuth.Builder saslScram(ClientAuth.SaslScram auth) {
                        return entry.setSaslScram(SaslScramAuth.newBuilder().setAlgorithm(algorithm(auth.algorithm())));
                    }

                    @Override
                    public WireClientAuth.Builder oauthBearer(ClientAuth.OauthBearer auth) {
                        return entry.setOauthBearer(oauth(auth));
                    }

                    @Override
                    public WireClientAuth.Builder clientCertificate(ClientAuth.ClientCertificate auth) {
                        return entry.setClientCertificate(ClientCertificateAuth.getDefaultInstance());
                    }
                })
                .build();
    }

    private static SaslPlainAuth plain(ClientAuth.SaslPlain auth) {
        return SaslPlainAuth.newBuilder()
                .setMediation(mediation(auth.mediation()))
                .addAllPrincipals(auth.checkedPrincipals().stream()
                        .map(principal ->
                                login(principal.username(), principal.password().reveal()))
                        .toList())
                .build();
    }

    private static OauthBearerAuth oauth(ClientAuth.OauthBearer auth) {
        var body = OauthBearerAuth.newBuilder().setMediation(mediation(auth.mediation()));
        auth.jwks()
                .ifPresent(jwks -> body.setJwksEndpoint(jwks.endpoint())
                        .setJwksTimeoutMillis(DurationText.parse(jwks.timeout()).toMillis())
                        .setJwksCacheMillis(
                                DurationText.parse(jwks.cacheExpiration()).toMillis()));
        auth.validate().ifPresent(validation -> {
            validation.issuer().ifPresent(body::setIssuer);
            validation
                    .audiences()
                    .ifPresent(audiences -> audiences.forEach(audience -> body.addAudiences(audience.name())));
        });
        auth.claimsMapping().ifPresent(claims -> {
            claims.sub().ifPresent(body::setSubClaim);
            claims.scope().ifPresent(body::setScopeClaim);
        });
        return body.build();
    }

    private static PlainLogin login(String username, String password) {
        return PlainLogin.newBuilder()
                .setUsername(username)
                .setPassword(password)
                .build();
    }

    private static WireScramAlgorithm algorithm(io.signalbox.controlplane.backendcluster.ScramAlgorithm algorithm) {
        return switch (algorithm) {
            case SHA256 -> WireScramAlgorithm.SCRAM_ALGORITHM_SHA_256;
            case SHA512 -> WireScramAlgorithm.SCRAM_ALGORITHM_SHA_512;
        };
    }

    private static WireMediation mediation(io.signalbox.controlplane.virtualcluster.Mediation mediation) {
        return switch (mediation) {
            case PASSTHROUGH -> WireMediation.MEDIATION_PASSTHROUGH;
            case VALIDATE_FORWARD -> WireMediation.MEDIATION_VALIDATE_FORWARD;
            case TERMINATE -> WireMediation.MEDIATION_TERMINATE;
        };
    }
}
