package io.signalbox.expression;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import java.security.cert.X509Certificate;
import java.util.Map;
import javax.security.auth.x500.X500Principal;

/**
 * Who the holder of a client certificate is: an expression over {@code context.certificate}, which gives a text (contract
 * section 3.8). Safe for many threads.
 */
public final class PrincipalMapping {

    /** Characters that an expression may have. */
    public static final int MAX_LENGTH = 1_000;

    private static final MapType ATTRIBUTES = MapType.create(SimpleType.STRING, SimpleType.STRING);
    private static final CelCompiler COMPILER = Language.compiler()
            .addVar(CertificateFields.SERIAL_NUMBER, SimpleType.STRING)
            .addVar(CertificateFields.SUBJECT, ATTRIBUTES)
            .addVar(CertificateFields.ISSUER, ATTRIBUTES)
            .addVar(CertificateFields.DNS_NAMES, ListType.create(SimpleType.STRING))
            .addVar(CertificateFields.URIS, ListType.create(SimpleType.STRING))
            .build();

    private final String text;
    private final CelRuntime.Program program;

    private PrincipalMapping(String text, CelRuntime.Program program) {
        this.text = text;
        this.program = program;
    }

    /**
     * Reads an expression, bare or inside <code>${…}</code>.
     *
     * @throws IllegalArgumentException when it is too long, not well formed, refers to what is not there, or gives
     *     something else than a text; the reason goes on after the name of the field
     */
    public static PrincipalMapping parse(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("must not be longer than " + MAX_LENGTH + " characters");
        }
        try {
            CelAbstractSyntaxTree tree = COMPILER.compile(Language.bare(text)).getAst();
            if (!tree.getResultType().equals(SimpleType.STRING)) {
                throw new IllegalArgumentException(
                        "must give a text, but gives [" + tree.getResultType().name() + "]");
            }
            return new PrincipalMapping(text, Language.runtime().createProgram(tree));
        } catch (CelValidationException e) {
            throw new IllegalArgumentException(Language.problem(e, CertificateFields.KNOWN), e);
        } catch (CelEvaluationException e) {
            throw new IllegalArgumentException("is not a valid expression: " + Language.firstLine(e), e);
        }
    }

    /** The principal where nothing maps it: the whole subject, {@code CN=…, O=…, C=…}. */
    public static String subject(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().getName(X500Principal.RFC1779);
    }

    /**
     * The principal that a certificate stands for; never empty.
     *
     * @throws IllegalArgumentException when the expression fails for this certificate, or gives an empty text
     */
    public String principal(X509Certificate certificate) {
        Map<String, Object> fields = CertificateFields.of(certificate);
        try {
            String principal = (String) program.eval(fields);
            if (principal.isEmpty()) {
                throw new IllegalArgumentException("principal_mapping gives an empty text for " + subject(certificate));
            }
            return principal;
        } catch (CelEvaluationException e) {
            throw new IllegalArgumentException(
                    "principal_mapping fails for " + subject(certificate) + ": " + Language.firstLine(e), e);
        }
    }

    /** Two that are written alike are alike. */
    @Override
    public boolean equals(Object other) {
        return other instanceof PrincipalMapping that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
