package io.signalbox.dataplane;

import io.signalbox.credentials.Issuer;
import io.signalbox.credentials.Issuer.CertificateRequest;
import io.signalbox.credentials.Issuer.KeyKind;
import io.signalbox.credentials.KeyedCertificate;
import io.signalbox.credentials.SigningRequest;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** {@code signalbox node-identity}: a key and a certificate for a node, or a request for one, and how it is registered. Overwrites nothing. */
public final class NodeIdentityCommand {

    private static final int WIDTH = 120;
    private static final int FAILED = 1;
    private static final int DEFAULT_DAYS = 365;
    private static final int MOST_DAYS = 3_650;
    /** What is a common name and a folder's name alike. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

    private static final String OWNER_ALONE = "rw-------";
    private static final String EVERYBODY_READS = "rw-r--r--";

    private NodeIdentityCommand() {}

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        CommandSpec spec = CommandSpec.create()
                .name("signalbox node-identity")
                .mixinStandardHelpOptions(true)
                .addPositional(PositionalParamSpec.builder()
                        .paramLabel("NAME")
                        .required(true)
                        .arity("1")
                        .type(String.class)
                        .description("the node's name: letters, digits, dots, hyphens and underscores")
                        .build())
                .addOption(OptionSpec.builder("--out")
                        .paramLabel("FOLDER")
                        .type(Path.class)
                        .description("where the files are written; the name, if this is left out")
                        .build())
                .addOption(OptionSpec.builder("--days")
                        .paramLabel("N")
                        .type(Integer.class)
                        .description("how long the certificate is valid, 1 to " + MOST_DAYS + "; " + DEFAULT_DAYS
                                + " if this is left out")
                        .build())
                .addOption(OptionSpec.builder("--key")
                        .paramLabel("KIND")
                        .type(KeyKind.class)
                        .description("EC (P-256) or RSA (2,048 bits); EC if this is left out")
                        .build())
                .addOption(OptionSpec.builder("--csr")
                        .type(boolean.class)
                        .arity("0")
                        .description("write a request for an authority of yours to sign, and no certificate")
                        .build());
        spec.usageMessage()
                .width(WIDTH)
                .description(
                        "Makes what a node is known by: node.key, which is the owner's alone, and node.crt, which is registered with"
                                + " the gateway; registration.json is the body of that request.");
        return new CommandLine(spec)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionStrategy(NodeIdentityCommand::execute);
    }

    private static int execute(ParseResult parsed) {
        @Nullable Integer answered = CommandLine.executeHelpRequest(parsed);
        if (answered != null) {
            return answered;
        }
        CommandLine line = parsed.commandSpec().commandLine();
        String name = parsed.matchedPositionalValue(0, "");
        int days = parsed.matchedOptionValue("--days", DEFAULT_DAYS);
        if (!NAME.matcher(name).matches()) {
            throw new ParameterException(
                    line, "NAME begins with a letter or a digit, and has letters, digits, '.', '-', '_'");
        }
        if (days < 1 || days > MOST_DAYS) {
            throw new ParameterException(line, "--days is a number from 1 to " + MOST_DAYS);
        }
        if (parsed.hasMatchedOption("--csr") && parsed.hasMatchedOption("--days")) {
            throw new ParameterException(
                    line, "with --csr the authority says how long the certificate is valid: leave out --days");
        }
        Path folder = parsed.matchedOptionValue("--out", Path.of(name));
        KeyKind kind = parsed.matchedOptionValue("--key", KeyKind.EC);
        try {
            if (parsed.hasMatchedOption("--csr")) {
                request(folder, kind, name, line.getOut());
            } else {
                certify(folder, kind, name, Duration.ofDays(days), line.getOut());
            }
            return 0;
        } catch (FileAlreadyExistsException e) {
            line.getErr().println("exists already, and is left as it is: " + e.getFile());
            return FAILED;
        } catch (IOException e) {
            line.getErr().println("cannot be written: " + e.getMessage());
            return FAILED;
        }
    }

    private static void certify(Path folder, KeyKind kind, String name, Duration validity, PrintWriter out)
            throws IOException {
        refuseExisting(folder, "node.key", "node.crt", "registration.json");
        KeyedCertificate made = Issuer.selfSigned(CertificateRequest.of(kind, "CN=" + name, validity));
        String body = "{\"name\": \"" + name + "\", \"certificate\": \""
                + made.certificatePem().replace("\n", "\\n") + "\"}\n";
        write(folder, Map.of("node.key", made.keyPem()), OWNER_ALONE);
        write(folder, Map.of("node.crt", made.certificatePem(), "registration.json", body), EVERYBODY_READS);
        out.println("made " + folder.resolve("node.key") + ", which stays with the node, and "
                + folder.resolve("node.crt") + ", valid until "
                + made.certificate().getNotAfter().toInstant());
        out.println();
        out.println("Register it, with a token that may do everything:");
        out.println(
                "  curl --fail-with-body -H \"Authorization: Bearer $TOKEN\" -H 'Content-Type: application/json' \\");
        out.println("    -d @" + folder.resolve("registration.json")
                + " \"$CONTROL_PLANE_URL/v1/event-gateways/$GATEWAY_ID/data-plane-certificates\"");
        explainSettings(folder, out);
    }

    private static void request(Path folder, KeyKind kind, String name, PrintWriter out) throws IOException {
        refuseExisting(folder, "node.key", "node.csr");
        SigningRequest made = SigningRequest.create(kind, "CN=" + name);
        write(folder, Map.of("node.key", made.keyPem()), OWNER_ALONE);
        write(folder, Map.of("node.csr", made.requestPem()), EVERYBODY_READS);
        out.println("made " + folder.resolve("node.key") + ", which stays with the node, and "
                + folder.resolve("node.csr"));
        out.println();
        out.println(
                "Have it signed, for TLS clients; put the certificate beside it as node.crt, and register that with the gateway:");
        out.println("POST $CONTROL_PLANE_URL/v1/event-gateways/$GATEWAY_ID/data-plane-certificates");
        explainSettings(folder, out);
    }

    private static void explainSettings(Path folder, PrintWriter out) {
        out.println();
        out.println("Then the node's settings are:");
        out.println("  SIGNALBOX_CLIENT_KEY_PATH=" + folder.resolve("node.key").toAbsolutePath());
        out.println("  SIGNALBOX_CLIENT_CERT_PATH=" + folder.resolve("node.crt").toAbsolutePath());
        out.flush();
    }

    /** Before anything is written: a key without its certificate helps nobody. */
    private static void refuseExisting(Path folder, String... names) throws FileAlreadyExistsException {
        for (String name : names) {
            if (Files.exists(folder.resolve(name))) {
                throw new FileAlreadyExistsException(folder.resolve(name).toString());
            }
        }
    }

    /** Files are made with their permissions: there is no moment in which others could open them. */
    private static void write(Path folder, Map<String, String> contents, String permissions) throws IOException {
        Files.createDirectories(folder);
        for (Map.Entry<String, String> file : contents.entrySet()) {
            try (SeekableByteChannel channel = Files.newByteChannel(
                    folder.resolve(file.getKey()),
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions)))) {
                ByteBuffer text = ByteBuffer.wrap(file.getValue().getBytes(StandardCharsets.UTF_8));
                while (text.hasRemaining()) {
                    channel.write(text);
                }
            }
        }
    }
}
