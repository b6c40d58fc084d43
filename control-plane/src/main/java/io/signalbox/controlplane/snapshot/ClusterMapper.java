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
import io.signalbox.proto.config.v1.ClientIdentity;
import io.signalbox.proto.config.v1.Mediation;
import io.signalbox.proto.config.v1.OauthBearerAuth;
import io.signalbox.proto.config.v1.PlainLogin;
import io.signalbox.proto.config.v1.SaslPlainAuth;
import io.signalbox.proto.config.v1.SaslScramAuth;
import io.signalbox.proto.config.v1.ScramAlgorithm;
import io.signalbox.proto.config.v1.ScramLogin;
import io.signalbox.proto.config.v1.TlsVersion;
import java.util.Collection;

/** Clusters in the form that nodes receive, with the authentication of each. */
final class ClusterMapper {

    private ClusterMapper() {}

    static io.signalbox.proto.config.v1.BackendCluster.Builder backendCluster(BackendCluster cluster) {
        var body = io.signalbox.proto.config.v1.BackendCluster.newBuilder()
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
            public io.signalbox.proto.config.v1.BackendCluster.Builder anonymous(BackendAuth.Anonymous auth) {
                return body;
            }

            @Override
            public io.signalbox.proto.config.v1.BackendCluster.Builder saslPlain(BackendAuth.SaslPlain auth) {
                return body.setPlain(login(auth.username(), auth.password().reveal()));
            }

            @Override
            public io.signalbox.proto.config.v1.BackendCluster.Builder saslScram(BackendAuth.SaslScram auth) {
                return body.setScram(ScramLogin.newBuilder()
                        .setAlgorithm(algorithm(auth.algorithm()))
                        .setUsername(auth.username())
                        .setPassword(auth.password().reveal()));
            }
        });
    }

    static io.signalbox.proto.config.v1.VirtualCluster.Builder virtualCluster(
            VirtualCluster cluster, Collection<Entity<?>> policies) {
        return io.signalbox.proto.config.v1.VirtualCluster.newBuilder()
                .setName(cluster.name())
                .setBackendClusterId(cluster.destination().id().toString())
                .setDnsLabel(cluster.dnsLabel())
                .addAllRequires(Requirements.of(cluster, policies))
                .addAllAuthentication(cluster.authentication().stream()
                        .map(ClusterMapper::authentication)
                        .toList());
    }

    private static io.signalbox.proto.config.v1.BackendTls tls(BackendTls tls) {
        var body = io.signalbox.proto.config.v1.BackendTls.newBuilder()
                .setInsecureSkipVerify(tls.insecureSkipVerify())
                .setCaBundle(tls.caBundle().orElse(""))
                .addAllVersions(
                        tls.tlsVersions().stream().map(ClusterMapper::version).toList());
        tls.clientIdentity()
                .ifPresent(identity -> body.setClientIdentity(ClientIdentity.newBuilder()
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

    private static io.signalbox.proto.config.v1.ClientAuth authentication(ClientAuth auth) {
        var entry = io.signalbox.proto.config.v1.ClientAuth.newBuilder();
        return auth.match(new ClientAuth.Cases<io.signalbox.proto.config.v1.ClientAuth.Builder>() {
                    @Override
                    public io.signalbox.proto.config.v1.ClientAuth.Builder anonymous(ClientAuth.Anonymous auth) {
                        return entry.setAnonymous(AnonymousAuth.getDefaultInstance());
                    }

                    @Override
                    public io.signalbox.proto.config.v1.ClientAuth.Builder saslPlain(ClientAuth.SaslPlain auth) {
                        return entry.setSaslPlain(plain(auth));
                    }

                    @Override
                    public io.signalbox.proto.config.v1.ClientAuth.Builder saslScram(ClientAuth.SaslScram auth) {
                        return entry.setSaslScram(SaslScramAuth.newBuilder().setAlgorithm(algorithm(auth.algorithm())));
                    }

                    @Override
                    public io.signalbox.proto.config.v1.ClientAuth.Builder oauthBearer(ClientAuth.OauthBearer auth) {
                        return entry.setOauthBearer(oauth(auth));
                    }

                    @Override
                    public io.signalbox.proto.config.v1.ClientAuth.Builder clientCertificate(
                            ClientAuth.ClientCertificate auth) {
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

    private static ScramAlgorithm algorithm(io.signalbox.controlplane.backendcluster.ScramAlgorithm algorithm) {
        return switch (algorithm) {
            case SHA256 -> ScramAlgorithm.SCRAM_ALGORITHM_SHA_256;
            case SHA512 -> ScramAlgorithm.SCRAM_ALGORITHM_SHA_512;
        };
    }

    private static Mediation mediation(io.signalbox.controlplane.virtualcluster.Mediation mediation) {
        return switch (mediation) {
            case PASSTHROUGH -> Mediation.MEDIATION_PASSTHROUGH;
            case VALIDATE_FORWARD -> Mediation.MEDIATION_VALIDATE_FORWARD;
            case TERMINATE -> Mediation.MEDIATION_TERMINATE;
        };
    }
}
