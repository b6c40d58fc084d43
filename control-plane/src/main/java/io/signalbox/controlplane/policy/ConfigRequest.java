package io.signalbox.controlplane.policy;

import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.body.TextRule;
import io.signalbox.controlplane.gateway.Need;
import io.signalbox.controlplane.gateway.Reference;
import io.signalbox.controlplane.gateway.RuntimeVersion;
import io.signalbox.controlplane.problem.InvalidParameter;
import io.signalbox.controlplane.problem.InvalidParameters;
import io.signalbox.controlplane.secret.Credentials;
import io.signalbox.controlplane.secret.Secret;
import java.util.List;
import java.util.Optional;

/**
 * A config as a client wants it: what is kept as it is, and the entities that must be found first.
 *
 * @param keepsKey whether the key is the one that is stored already
 */
record ConfigRequest(
        PolicyConfig config,
        Optional<Reference> destination,
        List<Reference> trustBundles,
        boolean keepsKey,
        List<Need> needs) {

    private static final String KEY = "config.certificates[0].key";
    private static final int MAX_PORT = 65_535;
    private static final TextRule HOST = TextRule.matching(
            0,
            253,
            "[a-z0-9](?:[a-z0-9\\-]{0,61}[a-z0-9])?(?:\\.[a-z0-9](?:[a-z0-9\\-]{0,61}[a-z0-9])?)*",
            "must be a host name in lower case, or an IPv4 address");
    private static final TextRule SUFFIX = TextRule.matching(
            0,
            253,
            "[.-](?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\\.)*(?:[a-z0-9-]*[a-z0-9])",
            "must begin with . or -, followed by a domain name in lower case");
    private static final List<String> FORMATS = List.of(
            PolicyConfig.BrokerHostFormat.PER_CLUSTER_SUFFIX.type(),
            PolicyConfig.BrokerHostFormat.SHARED_SUFFIX.type());

    /** Empty when it cannot be known which kind of config this should be. */
    static Optional<ConfigRequest> readForward(BodyReader config) {
        String type = config.requiredChoice("type", List.of(PolicyConfig.PortMapping.TYPE, PolicyConfig.Sni.TYPE));
        if (type.equals(PolicyConfig.PortMapping.TYPE)) {
            return Optional.of(portMapping(config));
        }
        if (type.equals(PolicyConfig.Sni.TYPE)) {
            return Optional.of(sni(config));
        }
        config.ignoreRest();
        return Optional.empty();
    }

    /** With the key of the policy that it replaces, where it brings none of its own. */
    ConfigRequest keeping(PolicyConfig stored, InvalidParameters invalid) {
        if (!keepsKey
                || !(config instanceof TlsServer wanted)
                || wanted.certificates().isEmpty()) {
            return this;
        }
        if (!(stored instanceof TlsServer former)) {
            invalid.addRequired(KEY);
            return this;
        }
        Secret key = former.certificate().key();
        if (Credentials.pairProblem(wanted.certificate().certificate(), key).isPresent()) {
            invalid.add(InvalidParameter.standard(
                    KEY, "invalid", "is needed: the key that is stored does not belong to the certificate"));
        }
        return new ConfigRequest(wanted.withKey(key), destination, trustBundles, false, needs);
    }

    private static ConfigRequest portMapping(BodyReader config) {
        return new ConfigRequest(
                new PolicyConfig.PortMapping(
                        config.requiredText("advertised_host", HOST),
                        Optional.empty(),
                        config.choice("bootstrap_port", List.of("none", PolicyConfig.PortMapping.AT_START))
                                .orElse(PolicyConfig.PortMapping.AT_START),
                        config.integer("min_broker_id", 0, Integer.MAX_VALUE).orElse(0)),
                Optional.of(Reference.read(config, "destination")),
                List.of(),
                false,
                List.of());
    }

    private static ConfigRequest sni(BodyReader config) {
        // As it was sent: whoever left it out does not find it in the answer, though nodes read the same out of both.
        Optional<PolicyConfig.BrokerHostFormat> format = config.object("broker_host_format")
                .map(object -> new PolicyConfig.BrokerHostFormat(object.requiredChoice("type", FORMATS)));
        return new ConfigRequest(
                new PolicyConfig.Sni(
                        config.text("sni_suffix", SUFFIX), config.integer("advertised_port", 1, MAX_PORT), format),
                Optional.empty(),
                List.of(),
                false,
                config.has("broker_host_format")
                        ? List.of(new Need(config.field("broker_host_format"), RuntimeVersion.V1_1))
                        : List.of());
    }
}
