package io.signalbox.controlplane.policy;

import io.signalbox.controlplane.problem.InvalidParameter;
import io.signalbox.controlplane.problem.InvalidParameters;
import io.signalbox.controlplane.problem.Problem;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What the policies of one listener must not be together: contract section 3.1. */
final class PolicyRules {

    private PolicyRules() {}

    /** Enabled or not, there is one to a listener. */
    static void checkOnlyPortMapping(
            List<ListenerPolicyEntity> others, ListenerPolicyRequest request, InvalidParameters invalid) {
        boolean another = others.stream().anyMatch(other -> other.config() instanceof PolicyConfig.PortMapping);
        if (request.isPortMapping() && another) {
            invalid.add(InvalidParameter.standard(
                    "config.type", "invalid", "the listener already has a port_mapping policy"));
        }
    }

    /** Of several, one may be enabled. */
    static void checkOnlyTlsServer(
            List<ListenerPolicyEntity> others, String type, boolean enabled, InvalidParameters invalid) {
        boolean wanted = enabled && type.equals(ListenerPolicyRequest.TLS_SERVER);
        others.stream()
                .filter(other -> wanted && other.enabled() && other.type().equals(type))
                .findFirst()
                .ifPresent(other -> invalid.add(InvalidParameter.standard(
                        "enabled",
                        "invalid",
                        "the listener already has an enabled tls_server policy [" + other.title() + "]")));
    }

    static void checkName(List<ListenerPolicyEntity> others, Optional<String> name, UUID listenerId) {
        if (name.isPresent() && others.stream().anyMatch(other -> other.name().equals(name))) {
            throw new Problem.Conflict("listener policy", "name", name.get(), "listener [" + listenerId + "]");
        }
    }
}
