package io.signalbox.credentials;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is whole is read, whatever stands around it; what is not is named by its number, and never passed over. */
class PemTextTest {

    private static final Issuer AUTHORITY = Issuer.create(Issuer.KeyKind.EC, "CN=ca", Duration.ofDays(1));
    private static final KeyedCertificate LEAF = AUTHORITY.issue(
            Issuer.CertificateRequest.of(Issuer.KeyKind.EC, "CN=leaf", Duration.ofDays(1), "gw.example"));
    private static final String A = LEAF.certificatePem();
    private static final String B = AUTHORITY.authority().certificatePem();
    private static final String CRL = "-----BEGIN X509 CRL-----\nMAA=\n-----END X509 CRL-----\n";

    static Stream<Arguments> whole() {
        return Stream.of(
                Arguments.of("two", A + B, 2),
                Arguments.of("no line end between them", A.strip() + B.strip(), 2),
                Arguments.of("one long line each", oneLine(A) + oneLine(B), 2),
                Arguments.of("no line end at the end", A + B.strip(), 2),
                Arguments.of("lines that end as on Windows", (A + B).replace("\n", "\r\n"), 2),
                Arguments.of("lines that end as on old Macs", (A + B).replace("\n", "\r"), 2),
                Arguments.of("a byte order mark before each", "\ufeff" + A + "\ufeff" + B, 2),
                Arguments.of("indented", (A + B).replace("\n", "\n    "), 2),
                Arguments.of("blank lines in between and inside", A.replace("\n", "\n\n") + "\n\n" + B, 2),
                Arguments.of("another kind of block beside them", A + CRL + B, 2),
                Arguments.of("the same one twice", A + A, 2),
                Arguments.of("the old name", A.replace("CERTIFICATE", "X509 CERTIFICATE"), 1),
                Arguments.of(
                        "text that openssl writes around them",
                        "Bag Attributes\n    friendlyName: front-end-rsa-1, backend ec-2\n    localKeyID: 5B 5C\n"
                                + "subject=CN=ca\nCertificate:\n    Data:\n        Version: 3 (0x2)\n" + A
                                + "# ---- end of the first ----\n---\nThe certificate begins here\n" + B
                                + "\n----------\ntrailing words, -a -a -a\n",
                        2),
                Arguments.of("base64 of it", Base64.getEncoder().encodeToString((A + B).getBytes(UTF_8)), 2),
                Arguments.of(
                        "base64 of it with a byte order mark",
                        "\ufeff" + Base64.getMimeEncoder().encodeToString(("\ufeff" + A).getBytes(UTF_8)),
                        1));
    }

    static Stream<Arguments> mangled() {
        String line = "-----BEGIN CERTIFICATE-----";
        return Stream.of(
                Arguments.of("cut off in the middle", A + cut(B), "block 2 [CERTIFICATE] has no END line"),
                Arguments.of("the first one cut off", cut(A) + B, "block 1 [CERTIFICATE] has no END line before"),
                Arguments.of("without its END line", A + withoutEnd(B), "block 2 [CERTIFICATE] has no END line"),
                Arguments.of("without its BEGIN line", A + B.replace(line, ""), "block 2 has no BEGIN line"),
                Arguments.of("without either", A + withoutEnd(B).replace(line, ""), "block 2 has no BEGIN line"),
                Arguments.of(
                        "four dashes at BEGIN", A + B.replace("-----BEGIN", "----BEGIN"), "block 2 has a BEGIN line"),
                Arguments.of(
                        "four dashes behind BEGIN",
                        A + B.replace("BEGIN CERTIFICATE-----", "BEGIN CERTIFICATE----"),
                        "block 2 has a BEGIN line that is malformed"),
                Arguments.of("six dashes", A + B.replace("-----BEGIN", "------BEGIN"), "block 2 has a BEGIN line"),
                Arguments.of("no dashes", A + B.replace(line, "BEGIN CERTIFICATE"), "block 2 has a BEGIN line"),
                Arguments.of(
                        "blanks", A + B.replace(line, "----- BEGIN CERTIFICATE -----"), "block 2 has a BEGIN line"),
                Arguments.of("no blank", A + B.replace("BEGIN C", "BEGINC"), "block 2 has a BEGIN line"),
                Arguments.of("an en dash", A + B.replace("-----BEGIN", "\u2013----BEGIN"), "block 2 has a BEGIN line"),
                Arguments.of("em dashes", A + B.replace("-----", "\u2014"), "block 2 has a BEGIN line"),
                Arguments.of(
                        "lower case", A + B.replace("BEGIN CERTIFICATE", "begin certificate"), "block 2 has a BEGIN"),
                Arguments.of("mixed case", A + B.replace("CERTIFICATE", "Certificate"), "block 2 has a BEGIN line"),
                Arguments.of("a letter of another alphabet", A + B.replace("CERT", "\u0421ERT"), "block 2 has a BEGIN"),
                Arguments.of("another END", A + B.replace("END C", "END X509 C"), "the END line of another kind"),
                Arguments.of(
                        "a malformed END", A + B.replace("-----END", "----END"), "block 2 [CERTIFICATE] has an END"),
                Arguments.of("a lower-case end", A + B.replace("END", "end"), "block 2 [CERTIFICATE] has an END line"),
                Arguments.of(
                        "only an END line", A + "-----END CERTIFICATE-----\n", "block 2 [CERTIFICATE] has no BEGIN"),
                Arguments.of(
                        "nested", line + "\n" + A + "-----END CERTIFICATE-----\n", "block 1 [CERTIFICATE] has no END"),
                Arguments.of("empty", A + line + "\n-----END CERTIFICATE-----\n", "block 2 [CERTIFICATE] is empty"),
                Arguments.of("headers", A + B.replace(line, line + "\nProc-Type: 4,CLEAR\n"), "has header lines"),
                Arguments.of("a character too many", A + B.replace(line + "\nMI", line + "\nM!"), "is not base64"),
                Arguments.of("a minus inside", A + B.replace(line + "\nMI", line + "\nM-"), "is not base64"),
                Arguments.of("a line lost", A + withoutSecondLine(B), "block 2 [CERTIFICATE] is not a certificate"),
                Arguments.of("backslash n", (A + B).replace("\n", "\\n"), "has a backslash and an n"),
                Arguments.of("two in one", twoInOne(), "block 1 [CERTIFICATE] has more in it than one certificate"),
                Arguments.of(
                        "a misspelt label", A + B.replace("CERTIFICATE", "CERTIFCATE"), "block 2 is of an unknown"),
                Arguments.of(
                        "OpenSSL's own form",
                        A + B.replace("CERTIFICATE", "TRUSTED CERTIFICATE"),
                        "block 2 [TRUSTED CERTIFICATE] has certificates in a form"),
                Arguments.of(
                        "PKCS#7", A + B.replace("CERTIFICATE", "PKCS7"), "block 2 [PKCS7] has certificates in a form"),
                Arguments.of(
                        "base64 of one that is cut off",
                        Base64.getEncoder().encodeToString((A + cut(B)).getBytes(UTF_8)),
                        "block 2 [CERTIFICATE] has no END line"),
                Arguments.of(
                        "base64 of DER",
                        Base64.getEncoder().encodeToString(new byte[] {0x30, 3, 2, 1, 1}),
                        "is base64 of DER, not of PEM"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("whole")
    void whatIsWholeIsRead(String what, String text, int certificates) {
        assertThat(CertificateChain.parse(text).certificates()).hasSize(certificates);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mangled")
    void whatIsNotWholeIsNamedByItsNumber(String what, String text, String reason) {
        assertThatThrownBy(() -> CertificateChain.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mangled")
    void aKeyIsReadByTheSameRulesAndIsNeverRepeated(String what, String text, String reason) {
        String mangled = LEAF.keyPem().replace("-----END", "----END");

        assertThatThrownBy(() -> PrivateKeys.parse(mangled + text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("cannot be used: PEM block 1 [PRIVATE KEY] has an END line that is malformed");
    }

    /** Of these a pattern that backs up made a stack overflow, or time that grew with the square. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "-a",
                "-",
                "----",
                "-----BEGIN ",
                "BEGIN CERTIFICATE",
                "-----BEGIN CERTIFICATE-----",
                "end ec ",
                "\n"
            })
    void noTextTakesLong(String repeated) {
        String text = "-----BEGIN CERTIFICATE-----" + repeated.repeat(1_000_000 / repeated.length())
                + "-----END CERTIFICATE-----";

        assertTimeoutPreemptively(
                Duration.ofMinutes(4), // one second on a quiet machine is plenty
                () -> assertThatThrownBy(() -> CertificateChain.parse(text))
                        .isInstanceOf(IllegalArgumentException.class));
    }

    @Test
    void theLeafMustComeFirst() {
        CertificateChain chain = CertificateChain.parse(B + A);

        assertThatThrownBy(chain::leafFirst).hasMessageContaining("the leaf must come first");
        assertThat(PrivateKeys.mismatch(LEAF.key(), chain))
                .hasValueSatisfying(reason -> assertThat(reason)
                        .isEqualTo("belongs to certificate 2 of the chain, and not to the first:"
                                + " the leaf must come first, then its issuer"));
        assertThat(PrivateKeys.mismatch(
                        LEAF.key(), CertificateChain.parse(A + B).leafFirst()))
                .isEmpty();
        assertThat(PrivateKeys.mismatch(LEAF.key(), CertificateChain.parse(B)))
                .contains("does not belong to the certificate");
    }

    private static String oneLine(String pem) {
        return pem.replace("\n", "");
    }

    private static String cut(String pem) {
        return pem.substring(0, pem.length() / 2) + "\n";
    }

    private static String withoutEnd(String pem) {
        return pem.replace("-----END CERTIFICATE-----", "");
    }

    private static String withoutSecondLine(String pem) {
        return pem.replaceFirst("(BEGIN CERTIFICATE-----\n.*\n).*\n", "$1");
    }

    private static String twoInOne() {
        byte[] one = PemText.blocks(A).get(0).der();
        byte[] two = new byte[2 * one.length];
        System.arraycopy(one, 0, two, 0, one.length);
        System.arraycopy(one, 0, two, one.length, one.length);
        return KeyedCertificate.pem("CERTIFICATE", two);
    }
}
