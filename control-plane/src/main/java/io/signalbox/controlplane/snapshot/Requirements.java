package io.signalbox.controlplane.snapshot;

import io.signalbox.controlplane.backendcluster.BackendAuth;
import io.signalbox.controlplane.backendcluster.BackendCluster;
import io.signalbox.controlplane.entity.Entity;
import io.signalbox.controlplane.gateway.EntityKind;
import io.signalbox.controlplane.policy.Policy;
import io.signalbox.controlplane.virtualcluster.AclMode;
import io.signalbox.controlplane.virtualcluster.ClientAuth;
import io.signalbox.controlplane.virtualcluster.VirtualCluster;
import io.signalbox.resources.PoliciesInForce;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What a node must be able to do before it may serve a cluster: the fields by which something was protected, each by its
 * name. A feature that nodes learn needs no change here.
 */
final class Requirements {

    private static final PoliciesInForce<Entity<?>> IN_FORCE = new PoliciesInForce<>(
            Entity::id,
            policy -> policy.spec(Policy.class).enabled(),
            policy -> policy.spec(Policy.class).parentPolicyId());

    private Requirements() {}

    static List<String> of(BackendCluster cluster) {
        List<String> requires = new ArrayList<>();
        authentication(cluster.authentication()).ifPresent(requires::add);
        if (cluster.tls().enabled()) {
            requires.add("tls.enabled");
        }
        if (cluster.tls().enabled() && cluster.tls().clientIdentity().isPresent()) {
            requires.add("tls.client_identity");
        }
        return requires;
    }

    /** With those of its policies that are in force. */
    static List<String> of(VirtualCluster cluster, Collection<Entity<?>> policies) {
        TreeSet<String> requires = new TreeSet<>();
        cluster.authentication().forEach(auth -> {
            authentication(auth).ifPresent(requires::add);
            auth.fetchKongIdentityPrincipal()
                    .ifPresent(fetch -> requires.add("authentication.fetch_kong_identity_principal"));
        });
        cluster.namespace().ifPresent(namespace -> requires.add("namespace"));
        cluster.topicAliases().ifPresent(aliases -> requires.add("topic_aliases"));
        if (cluster.aclMode() == AclMode.ENFORCE_ON_GATEWAY) {
            requires.add("acl_mode.enforce_on_gateway");
        }
        IN_FORCE.among(policies).stream()
                .map(policy -> of(policy.kind(), policy.spec(Policy.class)))
                .forEach(requires::add);
        return List.copyOf(requires);
    }

    /** Of a virtual cluster: by phase and type. */
    static String of(EntityKind kind, Policy policy) {
        return kind.text() + "." + policy.type();
    }

    private static Optional<String> authentication(BackendAuth auth) {
        return auth.match(new BackendAuth.Cases<>() {
            @Override
            public Optional<String> anonymous(BackendAuth.Anonymous anonymous) {
                return Optional.empty();
            }

            @Override
            public Optional<String> saslPlain(BackendAuth.SaslPlain plain) {
                return Optional.of("authentication.sasl_plain");
            }

            @Override
            public Optional<String> saslScram(BackendAuth.SaslScram scram) {
                return Optional.of("authentication.sasl_scram");
            }
        });
    }

    private static Optional<String> authentication(ClientAuth auth) {
        return auth.match(new ClientAuth.Cases<>() {
            @Override
            public Optional<String> anonymous(ClientAuth.Anonymous anonymous) {
                return Optional.empty();
            }

            @Override
            public Optional<String> saslPlain(ClientAuth.SaslPlain plain) {
                return Optional.of(
                        "authentication.sasl_plain." + plain.mediation().text());
            }

            @Override
            public Optional<String> saslScram(ClientAuth.SaslScram scram) {
                return Optional.of("authentication.sasl_scram");
            }

            @Override
            public Optional<String> oauthBearer(ClientAuth.OauthBearer oauth) {
                return Optional.of(
                        "authentication.oauth_bearer." + oauth.mediation().text());
            }

            @Override
            public Optional<String> clientCertificate(ClientAuth.ClientCertificate certificate) {
                return Optional.of("authentication.client_certificate");
            }
        });
    }
}
