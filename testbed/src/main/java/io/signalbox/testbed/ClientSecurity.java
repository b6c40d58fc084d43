package io.signalbox.testbed;

import io.signalbox.credentials.KeyedCertificate;
import java.util.Map;
import java.util.TreeMap;

/** What ordinary Kafka clients are to be told to make themselves known, or to trust; to be put together. */
public final class ClientSecurity {

    private static final String MODULES = "org.apache.kafka.common.security.";

    private ClientSecurity() {}

    /** TLS, in which the server's certificate and name are checked. */
    public static Map<String, String> tls(String authority) {
        return Map.of(
                "security.protocol", "SSL",
                "ssl.truststore.type", "PEM",
                "ssl.truststore.certificates", authority);
    }

    /** TLS with a certificate of the client's own. */
    public static Map<String, String> tls(String authority, KeyedCertificate identity) {
        Map<String, String> settings = new TreeMap<>(tls(authority));
        settings.put("ssl.keystore.type", "PEM");
        settings.put("ssl.keystore.certificate.chain", identity.certificatePem());
        settings.put("ssl.keystore.key", identity.keyPem());
        return settings;
    }

    public static Map<String, String> plain(String username, String password) {
        return sasl("PLAIN", "plain.PlainLoginModule", credentials(username, password));
    }

    /**
     * Proof of a password.
     *
     * @param mechanism {@code SCRAM-SHA-256} or {@code SCRAM-SHA-512}
     */
    public static Map<String, String> scram(String mechanism, String username, String password) {
        return sasl(mechanism, "scram.ScramLoginModule", credentials(username, password));
    }

    /** A given token: what it says is of no concern on this side. */
    public static Map<String, String> token(String token) {
        Map<String, String> settings =
                new TreeMap<>(sasl("OAUTHBEARER", "oauthbearer.OAuthBearerLoginModule", " token=" + quoted(token)));
        settings.put("sasl.login.callback.handler.class", StaticTokenCallback.class.getName());
        return settings;
    }

    /** The same login, inside of TLS. */
    public static Map<String, String> over(Map<String, String> tls, Map<String, String> login) {
        Map<String, String> settings = new TreeMap<>(tls);
        settings.putAll(login);
        settings.put("security.protocol", "SASL_SSL");
        return settings;
    }

    private static Map<String, String> sasl(String mechanism, String module, String options) {
        return Map.of(
                "security.protocol",
                "SASL_PLAINTEXT",
                "sasl.mechanism",
                mechanism,
                "sasl.jaas.config",
                MODULES + module + " required" + options + ";");
    }

    private static String credentials(String username, String password) {
        return " username=" + quoted(username) + " password=" + quoted(password);
    }

    /** As JAAS reads it. */
    static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
