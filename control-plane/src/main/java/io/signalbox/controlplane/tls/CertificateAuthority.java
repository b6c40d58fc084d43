package io.signalbox.controlplane.tls;

import io.signalbox.controlplane.state.StartException;
import io.signalbox.controlplane.state.StateDirectory;
import io.signalbox.credentials.CertificateChain;
import io.signalbox.credentials.PrivateKeys;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * An own CA in the state directory, for operators without a certificate of their own: nodes trust {@code ca.crt}, and the server's
 * certificate is renewed under it at a start when it is missing, about to expire, or for other names.
 */
final class CertificateAuthority {

    static final String CA_KEY = "ca.key";
    static final String SERVER_CERTIFICATE = "server.crt";
    static final String SERVER_KEY = "server.key";

    private static final Duration CA_LIFE = Duration.ofDays(3_650);
    private static final Duration SERVER_LIFE = Duration.ofDays(365);
    private static final Duration RENEW_BEFORE = Duration.ofDays(30);
    private static final Duration CLOCK_SKEW = Duration.ofHours(1);
    private static final int SERIAL_BITS = 127;

    private final StateDirectory state;
    private final Instant now;

    CertificateAuthority(StateDirectory state, Instant now) {
        this.state = state;
        this.now = now;
    }

    /** Makes those of the four files that are missing or no longer good; the server's certificate has these names, too. */
    void prepare(InetAddress bindAddress, List<String> more) {
        try {
            boolean fresh = state.read(StateDirectory.CA_CERTIFICATE).isEmpty()
                    || state.read(CA_KEY).isEmpty();
            if (fresh) {
                makeAuthority();
            }
            GeneralNames names = names(bindAddress, more);
            if (fresh || !isServerGood(names)) {
                makeServer(names);
            }
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new IllegalStateException("certificate authority in " + state.path() + " cannot be used", e);
        }
    }

    private void makeAuthority() throws GeneralSecurityException, OperatorCreationException, IOException {
        KeyPair pair = newKey();
        X500Name name = new X500Name("CN=Signalbox control plane CA");
        var builder = new JcaX509v3CertificateBuilder(name, serial(), from(), until(CA_LIFE), name, pair.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        state.write(CA_KEY, pem(pair.getPrivate()));
        state.write(StateDirectory.CA_CERTIFICATE, pem(sign(builder, pair.getPrivate())));
    }

    private void makeServer(GeneralNames names)
            throws GeneralSecurityException, OperatorCreationException, IOException {
        X509Certificate authority = certificate(StateDirectory.CA_CERTIFICATE).orElseThrow();
        KeyPair pair = newKey();
        var builder = new JcaX509v3CertificateBuilder(
                X500Name.getInstance(authority.getSubjectX500Principal().getEncoded()),
                serial(),
                from(),
                until(SERVER_LIFE),
                new X500Name("CN=signalbox-control-plane"),
                pair.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
        builder.addExtension(Extension.subjectAlternativeName, false, names);
        PrivateKey authorityKey = key(CA_KEY);
        state.write(SERVER_KEY, pem(pair.getPrivate()));
        state.write(SERVER_CERTIFICATE, pem(sign(builder, authorityKey)));
    }

    private boolean isServerGood(GeneralNames names) throws IOException, GeneralSecurityException {
        if (state.read(SERVER_CERTIFICATE).isEmpty() || state.read(SERVER_KEY).isEmpty()) {
            return false;
        }
        X509CertificateHolder holder =
                new JcaX509CertificateHolder(certificate(SERVER_CERTIFICATE).orElseThrow());
        boolean lasts = holder.getNotAfter().toInstant().isAfter(now.plus(RENEW_BEFORE));
        boolean sameNames =
                names.equals(GeneralNames.fromExtensions(holder.getExtensions(), Extension.subjectAlternativeName));
        return lasts && sameNames;
    }

    private static GeneralNames names(InetAddress bindAddress, List<String> more) {
        Set<String> dns = new LinkedHashSet<>(Set.of("localhost"));
        Set<String> addresses = new LinkedHashSet<>();
        addresses.add("127.0.0.1");
        addresses.add("::1");
        try {
            String host = InetAddress.getLocalHost().getHostName();
            if (host.matches("[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")) {
                dns.add(host);
            }
        } catch (UnknownHostException e) {
            // a host without a name has no name to be certified
        }
        dns.addAll(more);
        if (!bindAddress.isAnyLocalAddress() && !bindAddress.isLoopbackAddress()) {
            addresses.add(bindAddress.getHostAddress().replaceFirst("%.*", ""));
        }
        return new GeneralNames(Stream.concat(
                        dns.stream().map(name -> new GeneralName(GeneralName.dNSName, name)),
                        addresses.stream().map(address -> new GeneralName(GeneralName.iPAddress, address)))
                .toArray(GeneralName[]::new));
    }

    private static KeyPair newKey() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static X509CertificateHolder sign(JcaX509v3CertificateBuilder builder, PrivateKey key)
            throws OperatorCreationException {
        return builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key));
    }

    private static BigInteger serial() {
        return new BigInteger(SERIAL_BITS, new SecureRandom()).add(BigInteger.ONE);
    }

    private Date from() {
        return Date.from(now.minus(CLOCK_SKEW));
    }

    private Date until(Duration life) {
        return Date.from(now.plus(life));
    }

    private static String pem(Object value) throws IOException {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(value instanceof PrivateKey key ? new JcaPKCS8Generator(key, null) : value);
        }
        return text.toString();
    }

    private Optional<X509Certificate> certificate(String file) throws IOException {
        return state.read(file)
                .map(text -> read(file, text, CertificateChain::parse).leaf());
    }

    private PrivateKey key(String file) throws IOException {
        return read(file, state.read(file).orElseThrow(), PrivateKeys::parse);
    }

    private <T> T read(String file, String text, Function<String, T> parse) {
        try {
            return parse.apply(text);
        } catch (IllegalArgumentException e) {
            throw new StartException(state.resolve(file) + ": the file " + e.getMessage());
        }
    }
}
