package io.signalbox.credentials;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CertificateChainTest {

    private static final Issuer AUTHORITY = Issuer.create(Issuer.KeyKind.EC, "CN=ca.example", Duration.ofDays(1));
    private static final KeyedCertificate ISSUER = AUTHORITY.authority();
    private static final KeyedCertificate LEAF = AUTHORITY.issue(Issuer.CertificateRequest.of(
            Issuer.KeyKind.EC, "CN=other.example", Duration.ofDays(1), "*.orders.example.com", "gw.example"));

    @Test
    void aChainKeepsItsOrder() {
        CertificateChain chain = CertificateChain.parse(LEAF.certificatePem() + "\n" + ISSUER.certificatePem());

        assertThat(chain.certificates()).containsExactly(LEAF.certificate(), ISSUER.certificate());
        assertThat(chain.leaf()).isEqualTo(LEAF.certificate());
    }

    @Test
    void base64OfPemIsRead() {
        byte[] pem = LEAF.certificatePem().getBytes(US_ASCII);

        assertThat(CertificateChain.parse(Base64.getEncoder().encodeToString(pem))
                        .leaf())
                .isEqualTo(LEAF.certificate());
        assertThat(CertificateChain.parse(Base64.getMimeEncoder().encodeToString(pem))
                        .leaf())
                .isEqualTo(LEAF.certificate());
    }

    @Test
    void aKeyAmongTheCertificatesIsRefused() {
        assertThatThrownBy(() -> CertificateChain.parse(LEAF.certificatePem() + LEAF.keyPem()))
                .hasMessage("has a private key where only certificates belong");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "nonsense, is neither PEM nor base64 of PEM",
        "-----BEGIN DH PARAMETERS-----AAAA-----END DH PARAMETERS-----, has no certificate",
        "-----BEGIN CERTIFICATE-----AAAA-----END CERTIFICATE-----,"
                + " 'cannot be used: PEM block 1 [CERTIFICATE] is not a certificate that can be read'",
    })
    void whatIsNoCertificateIsRefusedWithTheReason(String text, String reason) {
        assertThatThrownBy(() -> CertificateChain.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(reason);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "bootstrap.orders.example.com, true",
        "Broker-1.ORDERS.example.com, true",
        "gw.example, true",
        "orders.example.com, false",
        "a.b.orders.example.com, false",
        "bootstrap-orders.example.com, false",
        "other.example, false",
    })
    void aWildcardStandsForOneWholeLabel(String host, boolean covered) {
        assertThat(CertificateNames.of(LEAF.certificate()).cover(host)).isEqualTo(covered);
    }

    @Test
    void theCommonNameCountsWhereThereAreNoAlternativeNames() {
        assertThat(CertificateNames.of(ISSUER.certificate()).cover("ca.example"))
                .isTrue();
        assertThat(CertificateNames.of(LEAF.certificate()).names())
                .containsExactlyInAnyOrder("*.orders.example.com", "gw.example");
    }

    @Test
    void whatAnAuthorityIssuesVerifiesUnderIt() {
        assertThatCode(() -> LEAF.certificate().verify(ISSUER.certificate().getPublicKey()))
                .doesNotThrowAnyException();
        assertThat(PrivateKeys.belongsTo(PrivateKeys.parse(LEAF.keyPem()), LEAF.certificate()))
                .isTrue();
    }
}
