package io.signalbox.credentials;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PrivateKeysTest {

    private static final KeyedCertificate RSA = certificate(Issuer.KeyKind.RSA);
    private static final KeyedCertificate EC = certificate(Issuer.KeyKind.EC);

    static Stream<Arguments> forms() {
        String pkcs8 = RSA.keyPem();
        String oneLine = pkcs8.replaceAll("\\s", "")
                .replace("-----BEGINPRIVATEKEY-----", "-----BEGIN PRIVATE KEY-----")
                .replace("-----ENDPRIVATEKEY-----", "-----END PRIVATE KEY-----");
        return Stream.of(
                Arguments.of("PKCS#8 of RSA", pkcs8, RSA),
                Arguments.of("PKCS#1", Pems.pkcs1(RSA.key()), RSA),
                Arguments.of("PKCS#8 of EC", EC.keyPem(), EC),
                Arguments.of("SEC1", Pems.sec1(EC.key()), EC),
                Arguments.of(
                        "SEC1 behind its parameters",
                        KeyedCertificate.pem("EC PARAMETERS", new byte[] {6, 1, 1}) + Pems.sec1(EC.key()),
                        EC),
                Arguments.of("base64 of PEM", Base64.getEncoder().encodeToString(pkcs8.getBytes(US_ASCII)), RSA),
                Arguments.of(
                        "wrapped base64 of PEM", Base64.getMimeEncoder().encodeToString(pkcs8.getBytes(US_ASCII)), RSA),
                Arguments.of("one long line", oneLine, RSA),
                Arguments.of("lines that end as on Windows", pkcs8.replace("\n", "\r\n"), RSA),
                Arguments.of("text around it", "my key\n" + pkcs8 + "\n\nend", RSA));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("forms")
    void everyFormOfAKeyIsRead(String form, String text, KeyedCertificate own) {
        PrivateKey key = PrivateKeys.parse(text);

        assertThat(key.getAlgorithm()).isEqualTo(own.key().getAlgorithm());
        assertThat(PrivateKeys.belongsTo(key, own.certificate())).isTrue();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "nonsense, is neither PEM nor base64 of PEM",
        "bm9uc2Vuc2U=, is neither PEM nor base64 of PEM",
        "-----BEGIN PRIVATE KEY-----, cannot be used: PEM block 1 [PRIVATE KEY] has no END line: it is cut off",
        "-----BEGIN PRIVATE KEY-----!!-----END PRIVATE KEY-----,"
                + " 'cannot be used: PEM block 1 [PRIVATE KEY] is not base64: it has a character that does not belong there'",
        "-----BEGIN PRIVATE KEY-----c2VjcmV0-----END PRIVATE KEY-----,"
                + " 'cannot be used: PEM block 1 [PRIVATE KEY] is no RSA or EC private key, or is damaged'",
        "-----BEGIN ENCRYPTED PRIVATE KEY-----c2VjcmV0-----END ENCRYPTED PRIVATE KEY-----,"
                + " cannot be used: PEM block 1 [ENCRYPTED PRIVATE KEY] is protected by a password",
        "'-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nc2VjcmV0-----END RSA PRIVATE KEY-----',"
                + " cannot be used: PEM block 1 [RSA PRIVATE KEY] is protected by a password",
        "-----BEGIN CERTIFICATE-----c2VjcmV0-----END CERTIFICATE-----, has no private key",
    })
    void whatIsNoKeyIsRefusedWithTheReasonAndWithoutTheText(String text, String reason) {
        assertThatThrownBy(() -> PrivateKeys.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(reason);
    }

    @Test
    void aKeyOfAnotherKindIsRefusedByItsKind() throws Exception {
        PrivateKey other =
                KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate();

        assertThatThrownBy(() -> PrivateKeys.parse(KeyedCertificate.pem("PRIVATE KEY", other.getEncoded())))
                .hasMessage("is a key of the kind [EdDSA], not RSA or EC");
    }

    @Test
    void bytesBehindAKeyAreRefused() {
        byte[] key = EC.key().getEncoded();

        assertThatThrownBy(() ->
                        PrivateKeys.parse(KeyedCertificate.pem("PRIVATE KEY", Arrays.copyOf(key, key.length + 1))))
                .hasMessageEndingWith("is no RSA or EC private key, or is damaged");
    }

    @Test
    void twoKeysAreRefused() {
        assertThatThrownBy(() -> PrivateKeys.parse(RSA.keyPem() + EC.keyPem()))
                .hasMessage("has more than one private key");
    }

    @Test
    void aKeyBelongsToItsOwnCertificateAlone() {
        KeyedCertificate otherRsa = certificate(Issuer.KeyKind.RSA);
        KeyedCertificate otherEc = certificate(Issuer.KeyKind.EC);

        for (KeyedCertificate own : new KeyedCertificate[] {RSA, EC}) {
            assertThat(PrivateKeys.belongsTo(own.key(), own.certificate())).isTrue();
            for (KeyedCertificate other : new KeyedCertificate[] {otherRsa, otherEc}) {
                assertThat(PrivateKeys.belongsTo(own.key(), other.certificate()))
                        .isFalse();
            }
        }
    }

    private static KeyedCertificate certificate(Issuer.KeyKind kind) {
        return Issuer.create(kind, "CN=gw.example", Duration.ofDays(1)).authority();
    }
}
