package io.signalbox.testbed;

import io.signalbox.credentials.KeyedCertificate;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What brokers need for all of their {@link SecureListener}s. Those with SASL take PLAIN and both kinds of SCRAM, and
 * tokens where there are keys to check them with.
 *
 * @param certificate of every broker
 * @param clientAuthority who signs the certificates of {@link SecureListener#MUTUAL_TLS}'s clients, in PEM
 * @param users from name to password
 * @param advertisedHosts where a listener is to advertise another host than the plaintext one; {@code {id}} as there
 */
public record BrokerSecurity(
        KeyedCertificate certificate,
        String clientAuthority,
        Map<String, String> users,
        Optional<TokenRules> tokens,
        Map<SecureListener, String> advertisedHosts) {

    private static final String MODULES = "org.apache.kafka.common.security.";

    public BrokerSecurity {
        users = Map.copyOf(users);
        advertisedHosts = Map.copyOf(advertisedHosts);
    }

    /**
     * Which tokens brokers take.
     *
     * @param jwks a file with the keys of the issuer
     */
    public record TokenRules(Path jwks, String issuer, String audience) {}

    /** Brokers whose listeners advertise the same host as the plaintext one. */
    public static BrokerSecurity of(KeyedCertificate certificate, String clientAuthority, Map<String, String> users) {
        return new BrokerSecurity(certificate, clientAuthority, users, Optional.empty(), Map.of());
    }

    public BrokerSecurity withTokens(Path jwks, String issuer, String audience) {
        return new BrokerSecurity(
                certificate,
                clientAuthority,
                users,
                Optional.of(new TokenRules(jwks, issuer, audience)),
                advertisedHosts);
    }

    public BrokerSecurity withAdvertisedHost(SecureListener listener, String pattern) {
        Map<SecureListener, String> hosts = new TreeMap<>(advertisedHosts);
        hosts.put(listener, pattern);
        return new BrokerSecurity(certificate, clientAuthority, users, tokens, hosts);
    }

    /** The broker's properties for all listeners. */
    Map<String, String> properties() {
        Map<String, String> properties = new TreeMap<>();
        for (SecureListener listener : SecureListener.values()) {
            if (listener.hasTls()) {
                tls(properties, listener);
            }
            if (listener.hasSasl()) {
                sasl(properties, listener);
            }
        }
        return properties;
    }

    /** In the form that a broker's folder is formatted with. */
    List<String> scramUsers() {
        List<String> arguments = new ArrayList<>();
        users.forEach((name, password) -> List.of("SCRAM-SHA-256", "SCRAM-SHA-512")
                .forEach(mechanism ->
                        arguments.add(mechanism + "=[name=" + name + ",password=" + password + ",iterations=4096]")));
        return arguments;
    }

    List<String> jvmOptions() {
        return tokens.map(rules -> List.of("-Dorg.apache.kafka.sasl.oauthbearer.allowed.urls="
                        + rules.jwks().toUri()))
                .orElse(List.of());
    }

    private void tls(Map<String, String> properties, SecureListener listener) {
        String prefix = listener.prefix() + "ssl.";
        properties.put(prefix + "keystore.type", "PEM");
        properties.put(prefix + "keystore.certificate.chain", certificate.certificatePem());
        properties.put(prefix + "keystore.key", certificate.keyPem());
        if (listener == SecureListener.MUTUAL_TLS) {
            properties.put(prefix + "client.auth", "required");
            properties.put(prefix + "truststore.type", "PEM");
            properties.put(prefix + "truststore.certificates", clientAuthority);
        }
    }

    private void sasl(Map<String, String> properties, SecureListener listener) {
        StringBuilder plain = new StringBuilder(MODULES + "plain.PlainLoginModule required");
        users.forEach((name, password) ->
                plain.append(" user_").append(name).append('=').append(ClientSecurity.quoted(password)));
        properties.put(
                listener.prefix() + "plain.sasl.jaas.config", plain.append(';').toString());
        String scram = MODULES + "scram.ScramLoginModule required;";
        properties.put(listener.prefix() + "scram-sha-256.sasl.jaas.config", scram);
        properties.put(listener.prefix() + "scram-sha-512.sasl.jaas.config", scram);
        String mechanisms = "PLAIN,SCRAM-SHA-256,SCRAM-SHA-512";
        properties.put(
                listener.prefix() + "sasl.enabled.mechanisms",
                tokens.isPresent() ? mechanisms + ",OAUTHBEARER" : mechanisms);
        tokens.ifPresent(rules -> tokens(properties, listener.prefix() + "oauthbearer.sasl.", rules));
    }

    private static void tokens(Map<String, String> properties, String prefix, TokenRules rules) {
        properties.put(prefix + "jaas.config", MODULES + "oauthbearer.OAuthBearerLoginModule required;");
        properties.put(
                prefix + "server.callback.handler.class", MODULES + "oauthbearer.OAuthBearerValidatorCallbackHandler");
        properties.put(
                prefix + "oauthbearer.jwks.endpoint.url", rules.jwks().toUri().toString());
        properties.put(prefix + "oauthbearer.expected.issuer", rules.issuer());
        properties.put(prefix + "oauthbearer.expected.audience", rules.audience());
    }

    /** A password is among the components. */
    @Override
    public String toString() {
        return "security of brokers with " + certificate;
    }
}
