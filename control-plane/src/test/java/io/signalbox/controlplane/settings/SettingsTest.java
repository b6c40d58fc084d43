package io.signalbox.controlplane.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.settings.InvalidSettingsException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {

    private static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);
    private static final String OTHER_KEY = "B" + "A".repeat(42) + "=";

    @Test
    void thereIsADefaultForEverything() {
        Settings settings = Settings.read(Map.of("HOME", "/home/someone"), Map.of());

        assertThat(settings.bindAddress().isLoopbackAddress()).isTrue();
        assertThat(settings.httpPort()).isEqualTo(8080);
        assertThat(settings.grpcPort()).isEqualTo(9465);
        assertThat(settings.stateDirectory()).isEqualTo(Path.of("/home/someone/.local/state/signalbox/control-plane"));
        assertThat(settings.database()).isEmpty();
        assertThat(settings.adminToken()).isEmpty();
        assertThat(settings.tls().stream()).isEmpty();
        assertThat(settings.secrets()).isEqualTo(SecretSettings.NONE);
        assertThat(settings.console()).isTrue();
    }

    @Test
    void theStateDirectoryFollowsXdgStateHome() {
        Settings settings = Settings.read(Map.of("HOME", "/home/someone", "XDG_STATE_HOME", "/state"), Map.of());

        assertThat(settings.stateDirectory()).isEqualTo(Path.of("/state/signalbox/control-plane"));
    }

    @Test
    void everyKeyIsRead() {
        Settings settings = Settings.read(
                Map.of(
                        "SIGNALBOX_BIND_ADDRESS", "0.0.0.0",
                        "SIGNALBOX_HTTP_PORT", "0",
                        "SIGNALBOX_GRPC_PORT", "0",
                        "SIGNALBOX_STATE_DIR", "/var/a b",
                        "SIGNALBOX_CONSOLE", "off",
                        "SIGNALBOX_DATABASE_URL", "jdbc:postgresql://db/signalbox",
                        "SIGNALBOX_DATABASE_USER", "me",
                        "SIGNALBOX_DATABASE_PASSWORD", "s3cret-password"),
                Map.of(
                        "SIGNALBOX_ADMIN_TOKEN", "s3cret-token-of-mine",
                        "SIGNALBOX_TLS_CERT_PATH", "/tls/server.crt",
                        "SIGNALBOX_TLS_KEY_PATH", "/tls/server.key"));

        assertThat(settings.bindAddress().isAnyLocalAddress()).isTrue();
        assertThat(settings.console()).isFalse();
        assertThat(settings.httpPort()).isZero();
        assertThat(settings.grpcPort()).isZero();
        assertThat(settings.stateDirectory()).isEqualTo(Path.of("/var/a b"));
        assertThat(settings.database())
                .contains(new Settings.DatabaseSettings(
                        "jdbc:postgresql://db/signalbox", Optional.of("me"), Optional.of("s3cret-password")));
        assertThat(settings.adminToken()).contains("s3cret-token-of-mine");
        assertThat(settings.tls().stream())
                .contains(new Settings.CertificateFiles(Path.of("/tls/server.crt"), Path.of("/tls/server.key")));
        assertThat(settings.toString() + settings.database()).doesNotContain("s3cret");
    }

    @Test
    void theRestApiHasTlsOfItsOwn() {
        TlsSettings files = Settings.read(
                        Map.of(
                                "SIGNALBOX_HTTP_TLS_CERT_PATH", "/tls/http.crt",
                                "SIGNALBOX_HTTP_TLS_KEY_PATH", "/tls/http.key"),
                        Map.of())
                .tls();
        TlsSettings own = Settings.read(
                        Map.of(
                                "SIGNALBOX_HTTP_TLS", "own_ca",
                                "SIGNALBOX_TLS_NAMES", "gateway.example.com, *.konghq.com"),
                        Map.of())
                .tls();

        assertThat(files.http())
                .contains(new Settings.CertificateFiles(Path.of("/tls/http.crt"), Path.of("/tls/http.key")));
        assertThat(files.isForHttp()).isTrue();
        assertThat(own.isForHttp()).isTrue();
        assertThat(own.http()).isEmpty();
        assertThat(own.names()).containsExactly("gateway.example.com", "*.konghq.com");
        assertThat(Settings.read(Map.of("SIGNALBOX_HTTP_TLS", "off"), Map.of()).tls())
                .isEqualTo(TlsSettings.NONE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SIGNALBOX_HTTP_TLS=on                   | SIGNALBOX_HTTP_TLS: must be off or own_ca",
                "SIGNALBOX_TLS_NAMES=a_b                 | SIGNALBOX_TLS_NAMES: must be at most 100 host names",
                "SIGNALBOX_TLS_NAMES=a,,b                | SIGNALBOX_TLS_NAMES: must be at most 100 host names",
                "SIGNALBOX_HTTP_TLS_CERT_PATH=/a         | SIGNALBOX_HTTP_TLS_KEY_PATH: is required together with",
                "SIGNALBOX_HTTP_TLS_KEY_PATH=/a          | SIGNALBOX_HTTP_TLS_CERT_PATH: is required together with",
            })
    void whatIsWrongWithTlsOfTheRestApiIsSaid(String setting, String reason) {
        String[] parts = setting.split("=", 2);

        assertThatThrownBy(() -> Settings.read(Map.of(parts[0], parts[1]), Map.of()))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void aDocumentToApplyIsAPath() {
        assertThat(Settings.read(Map.of("SIGNALBOX_APPLY_FILE", "/gateway.yaml"), Map.of())
                        .apply())
                .contains(new ApplySettings(Path.of("/gateway.yaml"), false));
        assertThat(Settings.read(Map.of(), Map.of()).apply()).isEmpty();
        assertThatThrownBy(() -> Settings.read(Map.of("SIGNALBOX_APPLY_FILE", "a\0b"), Map.of()))
                .hasMessageContaining("SIGNALBOX_APPLY_FILE: must be a path");
    }

    @Test
    void whatADocumentDoesNotNameIsDeletedOnlyIfThatIsWanted() {
        assertThat(Settings.read(Map.of("SIGNALBOX_APPLY_FILE", "/a", "SIGNALBOX_APPLY_PRUNE", "on"), Map.of())
                        .apply())
                .contains(new ApplySettings(Path.of("/a"), true));
        assertThat(Settings.read(Map.of("SIGNALBOX_APPLY_PRUNE", "off"), Map.of())
                        .apply())
                .isEmpty();
        assertThatThrownBy(() -> Settings.read(Map.of("SIGNALBOX_APPLY_PRUNE", "on"), Map.of()))
                .hasMessageContaining("SIGNALBOX_APPLY_PRUNE: has no meaning without SIGNALBOX_APPLY_FILE");
        assertThatThrownBy(() ->
                        Settings.read(Map.of("SIGNALBOX_APPLY_FILE", "/a", "SIGNALBOX_APPLY_PRUNE", "yes"), Map.of()))
                .hasMessageContaining("SIGNALBOX_APPLY_PRUNE: must be on or off");
    }

    @Test
    void theOwnCaAndFilesExcludeEachOther() {
        Map<String, String> both = Map.of(
                "SIGNALBOX_HTTP_TLS", "own_ca",
                "SIGNALBOX_HTTP_TLS_CERT_PATH", "/a",
                "SIGNALBOX_HTTP_TLS_KEY_PATH", "/b");

        assertThatThrownBy(() -> Settings.read(both, Map.of()))
                .hasMessageContaining("SIGNALBOX_HTTP_TLS: has no meaning together with");
    }

    @Test
    void anIssuerIsReadWithItsDefaults() {
        Map<String, String> least =
                Map.of("SIGNALBOX_OIDC_ISSUER", "https://id.example.com/realm", "SIGNALBOX_OIDC_AUDIENCE", "signalbox");
        Map<String, String> rest = Map.of(
                "SIGNALBOX_OIDC_CLAIM", "realm_access.roles",
                "SIGNALBOX_OIDC_ADMIN_VALUE", "root",
                "SIGNALBOX_OIDC_OTHERS", "read_only");

        assertThat(Settings.read(least, Map.of()).oidc())
                .contains(new OidcSettings(
                        "https://id.example.com/realm", "signalbox", "roles", "signalbox-admin", false));
        assertThat(Settings.read(least, rest).oidc())
                .contains(new OidcSettings(
                        "https://id.example.com/realm", "signalbox", "realm_access.roles", "root", true));
        assertThat(Settings.read(Map.of(), Map.of()).oidc()).isEmpty();
    }

    @Test
    void probesMayHaveAPortOfTheirOwn() {
        assertThat(Settings.read(Map.of("SIGNALBOX_HEALTH_PORT", "8082"), Map.of())
                        .healthPort())
                .contains(8082);
        assertThat(Settings.read(Map.of(), Map.of()).healthPort()).isEmpty();
        for (String taken : List.of("8080", "9465", "x")) {
            assertThatThrownBy(() -> Settings.read(Map.of("SIGNALBOX_HEALTH_PORT", taken), Map.of()))
                    .hasMessageContaining("SIGNALBOX_HEALTH_PORT");
        }
    }

    @Test
    void credentialsInAUrlAreRefusedWithoutRepeatingThem() {
        for (Map<String, String> settings : List.of(
                Map.of("SIGNALBOX_OIDC_ISSUER", "https://u:s3cret@id.example.com", "SIGNALBOX_OIDC_AUDIENCE", "a"),
                Map.of("SIGNALBOX_OIDC_ISSUER", "https://u:s3cret word@id", "SIGNALBOX_OIDC_AUDIENCE", "a"),
                Map.of("SIGNALBOX_OIDC_ISSUER", "https://s3cret word", "SIGNALBOX_OIDC_AUDIENCE", "a"),
                Map.of("SIGNALBOX_DATABASE_URL", "jdbc:postgresql://u:s3cret@db/signalbox"))) {
            assertThatThrownBy(() -> Settings.read(settings, Map.of()))
                    .isInstanceOf(InvalidSettingsException.class)
                    .hasMessageNotContaining("s3cret");
        }
    }

    @Test
    void keysForSecretsAreGivenAsTextOrByFileAndNeverPrinted() {
        SecretSettings asText = Settings.read(
                        Map.of(
                                "HOME",
                                "/home/someone",
                                "SIGNALBOX_SECRET_KEY",
                                KEY,
                                "SIGNALBOX_SECRET_OLD_KEYS",
                                OTHER_KEY + ", " + KEY + "\n" + OTHER_KEY),
                        Map.of())
                .secrets();
        SecretSettings byFile = Settings.read(
                        Map.of("HOME", "/home/someone"),
                        Map.of("SIGNALBOX_SECRET_KEY_FILE", "/key", "SIGNALBOX_SECRET_OLD_KEYS_FILE", "/old"))
                .secrets();

        assertThat(asText.key()).contains(SealingKey.parse(KEY));
        assertThat(asText.oldKeys()).extracting(SealingKey::id).containsExactly("4b78063b", "66687aad", "4b78063b");
        assertThat(byFile.keyFile()).contains(Path.of("/key"));
        assertThat(byFile.oldKeysFile()).contains(Path.of("/old"));
        assertThat(asText.toString()).contains("66687aad").doesNotContain(KEY, OTHER_KEY);
    }

    @ParameterizedTest
    @CsvSource({
        "SIGNALBOX_SECRET_KEY, c2VjcmV0, SIGNALBOX_SECRET_KEY: must be the base64 of 32 bytes",
        "SIGNALBOX_SECRET_KEY, s3cret!, SIGNALBOX_SECRET_KEY: must be the base64 of 32 bytes",
        "SIGNALBOX_SECRET_OLD_KEYS, c2VjcmV0, each key must be the base64 of 32 bytes",
        "SIGNALBOX_HTTP_PORT, 65536, must be a port from 0 to 65535",
        "SIGNALBOX_HTTP_PORT, 9465, must differ",
        "SIGNALBOX_GRPC_PORT, x, must be a port from 0 to 65535",
        "SIGNALBOX_BIND_ADDRESS, no such host, must be an address",
        "SIGNALBOX_DATABASE_URL, mysql://db, must start with jdbc:postgresql:",
        "SIGNALBOX_DATABASE_USER, me, has no meaning without",
        "SIGNALBOX_DATABASE_PASSWORD, s3cret, has no meaning without",
        "SIGNALBOX_ADMIN_TOKEN, s3cret, must have 16 to 512 characters",
        "SIGNALBOX_ADMIN_TOKEN, s3cret s3cret s3cret, must consist of visible ASCII characters",
        "SIGNALBOX_TLS_CERT_PATH, /a, is required together with SIGNALBOX_TLS_CERT_PATH",
        "SIGNALBOX_TLS_KEY_PATH, /a, is required together with SIGNALBOX_TLS_KEY_PATH",
        "SIGNALBOX_OIDC_ISSUER, s3cret, must be an https URL",
        "SIGNALBOX_OIDC_ISSUER, http://id.example.com, must be an https URL",
        "SIGNALBOX_OIDC_ISSUER, https://id.example.com?s3cret, must be an https URL",
        "SIGNALBOX_OIDC_ISSUER, https://id.example.com, SIGNALBOX_OIDC_AUDIENCE: is required together",
        "SIGNALBOX_OIDC_AUDIENCE, s3cret, has no meaning without",
        "SIGNALBOX_OIDC_CLAIM, s3cret, has no meaning without",
        "SIGNALBOX_OIDC_ADMIN_VALUE, s3cret, has no meaning without",
        "SIGNALBOX_OIDC_OTHERS, read_only, has no meaning without",
        "SIGNALBOX_OIDC_OTHERS, s3cret, must be refused or read_only",
        "SIGNALBOX_CONSOLE, s3cret, must be on or off",
        "SIGNALBOX_TYPO, x, is not a setting of this process"
    })
    void aBadValueStopsTheStart(String key, String value, String reason) {
        assertThatThrownBy(() -> Settings.read(Map.of("HOME", "/home/someone", key, value), Map.of()))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining(reason)
                .hasMessageNotContaining("s3cret");
    }

    @ParameterizedTest
    @CsvSource({
        "SIGNALBOX_SECRET_KEY, SIGNALBOX_SECRET_KEY_FILE",
        "SIGNALBOX_SECRET_OLD_KEYS, SIGNALBOX_SECRET_OLD_KEYS_FILE"
    })
    void aKeyIsNotGivenTwice(String text, String file) {
        assertThatThrownBy(() -> Settings.read(Map.of("HOME", "/home/someone", text, KEY, file, "/key"), Map.of()))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining(file + ": cannot be given together with " + text)
                .hasMessageNotContaining(KEY);
    }

    @Test
    void everythingWrongIsListedAtOnce() {
        assertThatThrownBy(() -> Settings.read(
                        Map.of("SIGNALBOX_HTTP_PORT", "x", "SIGNALBOX_GRPC_PORT", "y", "SIGNALBOX_Z", "z"), Map.of()))
                .isInstanceOfSatisfying(
                        InvalidSettingsException.class,
                        e -> assertThat(e.reasons()).hasSize(3));
    }
}
