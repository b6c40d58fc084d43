package io.signalbox.expression;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.naming.NamingException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;

/** What an expression may know of a certificate. */
final class CertificateFields {

    static final String SERIAL_NUMBER = "context.certificate.serialNumber";
    static final String SUBJECT = "context.certificate.subject";
    static final String ISSUER = "context.certificate.issuer";
    static final String DNS_NAMES = "context.certificate.sans.dns";
    static final String URIS = "context.certificate.sans.uri";

    /** All of these. */
    static final List<String> KNOWN = List.of(SERIAL_NUMBER, SUBJECT, ISSUER, DNS_NAMES, URIS);

    private static final int SAN_DNS_NAME = 2;
    private static final int SAN_URI = 6;

    /** Types that RFC 4514 has no short name for, and that occur all the same. */
    private static final Map<String, String> MORE_TYPES = Map.of(
            "1.2.840.113549.1.9.1", "emailAddress",
            "2.5.4.5", "serialNumber",
            "2.5.4.4", "SN",
            "2.5.4.42", "GN",
            "2.5.4.12", "title");

    private CertificateFields() {}

    static Map<String, Object> of(X509Certificate certificate) {
        return Map.of(
                SERIAL_NUMBER, certificate.getSerialNumber().toString(),
                SUBJECT, attributes(certificate.getSubjectX500Principal()),
                ISSUER, attributes(certificate.getIssuerX500Principal()),
                DNS_NAMES, alternatives(certificate, SAN_DNS_NAME),
                URIS, alternatives(certificate, SAN_URI));
    }

    /** By type; of several of one type the most specific, which the written form has first. */
    private static Map<String, String> attributes(X500Principal name) {
        Map<String, String> attributes = new HashMap<>();
        try {
            List<Rdn> leastSpecificFirst = new LdapName(name.getName(X500Principal.RFC2253, MORE_TYPES)).getRdns();
            for (Rdn rdn : leastSpecificFirst) {
                var several = rdn.toAttributes().getAll();
                while (several.hasMoreElements()) {
                    var attribute = several.nextElement();
                    attributes.put(attribute.getID(), String.valueOf(attribute.get()));
                }
            }
        } catch (NamingException e) {
            return Map.of(); // a name that cannot be read has no attributes
        }
        return attributes;
    }

    private static List<String> alternatives(X509Certificate certificate, int kind) {
        List<String> found = new ArrayList<>();
        try {
            Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
            if (alternatives != null) {
                alternatives.stream()
                        .filter(alternative -> alternative.get(0).equals(kind))
                        .forEach(alternative -> found.add(String.valueOf(alternative.get(1))));
            }
        } catch (CertificateParsingException e) {
            return List.of(); // as for a name that cannot be read
        }
        return found;
    }
}
