package io.signalbox.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.credentials.Issuer;
import io.signalbox.credentials.Issuer.CertificateRequest;
import io.signalbox.credentials.Issuer.KeyKind;
import java.security.cert.X509Certificate;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrincipalMappingTest {

    private static final X509Certificate ORDERS = Issuer.create(KeyKind.EC, "CN=ca.example", Duration.ofDays(1))
            .issue(CertificateRequest.of(
                    KeyKind.EC, "CN=orders, OU=team-a, O=Example, C=DE", Duration.ofDays(1), "orders.example"))
            .certificate();

    @ParameterizedTest(name = "{0} gives {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "context.certificate.subject[\"CN\"]|orders",
                "context.certificate.subject['CN']|orders",
                "${context.certificate.subject['CN']}|orders",
                " context.certificate.subject.CN |orders",
                "context.certificate.issuer['CN']|ca.example",
                "context.certificate.sans.dns[0]|orders.example",
                "context.certificate.subject['O'] + '/' + context.certificate.subject['OU']|Example/team-a",
                "${'UID' in context.certificate.subject ? context.certificate.subject['UID'] : 'nobody'}|nobody",
                "has(context.certificate.subject.OU) && size(context.certificate.sans.uri) == 0 ? 'yes' : 'no'|yes",
                "context.certificate.subject['CN'].substring(0, 3)|ord",
                "context.certificate.subject['CN'].includes('der') ? 'yes' : 'no'|yes",
                "context.certificate.subject['CN'].match('^o.*s$') ? 'yes' : 'no'|yes",
                "context.certificate.subject['CN'].startsWith('o') ? 'yes' : 'no'|yes",
            })
    void anExpressionTellsThePrincipal(String expression, String principal) {
        assertThat(PrincipalMapping.parse(expression).principal(ORDERS)).isEqualTo(principal);
    }

    @Test
    void theSerialNumberIsAText() {
        assertThat(PrincipalMapping.parse("context.certificate.serialNumber").principal(ORDERS))
                .isEqualTo(ORDERS.getSerialNumber().toString());
    }

    @Test
    void withoutAnExpressionThePrincipalIsTheWholeSubject() {
        assertThat(PrincipalMapping.subject(ORDERS)).isEqualTo("CN=orders, OU=team-a, O=Example, C=DE");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "context.certificate.subject['CN'|is not a valid expression",
                "context.auth.principal.name|is not a valid expression",
                "1 + 1|must give a text, but gives [int]",
                "context.certificate.subject|must give a text, but gives [map]",
                "true ? 'a' : 1|is not a valid expression",
            })
    void whatIsNoExpressionForATextIsRefused(String expression, String reason) {
        assertThatThrownBy(() -> PrincipalMapping.parse(expression))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(reason);
    }

    @Test
    void anOverlongExpressionIsRefused() {
        assertThatThrownBy(() -> PrincipalMapping.parse("'" + "x".repeat(1_000) + "'"))
                .hasMessageContaining("1000 characters");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "context.certificate.subject['UID']",
                "context.certificate.sans.uri[0]",
                "''",
                "'x'.match('(') ? 'a' : 'b'"
            })
    void anExpressionThatFailsOrGivesNothingNamesTheSubject(String expression) {
        PrincipalMapping mapping = PrincipalMapping.parse(expression);

        assertThatThrownBy(() -> mapping.principal(ORDERS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("principal_mapping")
                .hasMessageContaining("CN=orders");
    }
}
