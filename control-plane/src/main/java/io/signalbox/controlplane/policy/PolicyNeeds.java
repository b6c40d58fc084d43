package io.signalbox.controlplane.policy;

import io.signalbox.controlplane.gateway.Need;
import io.signalbox.controlplane.gateway.RuntimeVersion;
import io.signalbox.controlplane.gateway.StoredNeeds;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** Nodes before 1.1 ask clients for no certificates, and know one form of broker host names. */
@Component
class PolicyNeeds implements StoredNeeds {

    private final ListenerPolicyRepository policies;

    PolicyNeeds(ListenerPolicyRepository policies) {
        this.policies = policies;
    }

    @Override
    public Stream<Stored> of(UUID gatewayId) {
        return policies.findByGatewayId(gatewayId).stream()
                .flatMap(policy -> field(policy.config()).stream()
                        .map(field -> new Stored(
                                "listener policy [" + policy.name().orElse("without a name") + "] (" + policy.id()
                                        + ")",
                                new Need(field, RuntimeVersion.V1_1))));
    }

    private static Optional<String> field(PolicyConfig config) {
        return config.match(new PolicyConfig.Cases<>() {
            @Override
            public Optional<String> portMapping(PolicyConfig.PortMapping portMapping) {
                return Optional.empty();
            }

            @Override
            public Optional<String> sni(PolicyConfig.Sni sni) {
                return sni.brokerHostFormat().map(format -> "config.broker_host_format");
            }

            @Override
            public Optional<String> tlsServer(TlsServer tlsServer) {
                return tlsServer.clientAuthentication().map(asked -> "config.client_authentication");
            }
        });
    }
}
