package io.signalbox.controlplane.settings;

import io.signalbox.controlplane.settings.Settings.CertificateFiles;
import io.signalbox.settings.SettingsReader;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * With which certificates this process shows who it is.
 *
 * @param stream of the config stream's server; empty: one under an own CA
 * @param http of the REST API's server
 * @param httpByOwnCa the REST API is served with the certificate under the own CA; without that and files, there is no TLS
 * @param names that the certificate under the own CA is for, beside those of this computer
 */
public record TlsSettings(
        Optional<CertificateFiles> stream, Optional<CertificateFiles> http, boolean httpByOwnCa, List<String> names) {

    public static final TlsSettings NONE = new TlsSettings(Optional.empty(), Optional.empty(), false, List.of());

    public static final String STREAM_CERTIFICATE = "SIGNALBOX_TLS_CERT_PATH";
    public static final String STREAM_KEY = "SIGNALBOX_TLS_KEY_PATH";
    public static final String HTTP_CERTIFICATE = "SIGNALBOX_HTTP_TLS_CERT_PATH";
    public static final String HTTP_KEY = "SIGNALBOX_HTTP_TLS_KEY_PATH";
    public static final String HTTP = "SIGNALBOX_HTTP_TLS";

    private static final String NAMES = "SIGNALBOX_TLS_NAMES";
    private static final String OFF = "off";
    private static final String OWN_CA = "own_ca";
    private static final int MAX_NAMES = 100;
    private static final Pattern NAME =
            Pattern.compile("(?=.{1,253}$)(?:\\*\\.)?[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
                    + "(?:\\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*");

    public TlsSettings {
        names = List.copyOf(names);
    }

    static TlsSettings read(SettingsReader reader) {
        Optional<CertificateFiles> http = files(reader, HTTP_CERTIFICATE, HTTP_KEY);
        boolean own = reader.read(HTTP, false, TlsSettings::isOwn);
        if (own && http.isPresent()) {
            reader.refuse(HTTP, "has no meaning together with " + HTTP_CERTIFICATE);
        }
        return new TlsSettings(
                files(reader, STREAM_CERTIFICATE, STREAM_KEY),
                http,
                own,
                reader.read(NAMES, List.of(), TlsSettings::names));
    }

    /** Whether the REST API is served with TLS. */
    public boolean isForHttp() {
        return http.isPresent() || httpByOwnCa;
    }

    private static Optional<CertificateFiles> files(SettingsReader reader, String certificateKey, String keyKey) {
        var certificate = reader.read(certificateKey, Settings::path);
        var key = reader.read(keyKey, Settings::path);
        if (certificate.isPresent() && key.isEmpty()) {
            reader.refuse(keyKey, "is required together with " + certificateKey);
        }
        if (key.isPresent() && certificate.isEmpty()) {
            reader.refuse(certificateKey, "is required together with " + keyKey);
        }
        return certificate.flatMap(chain -> key.map(privateKey -> new CertificateFiles(chain, privateKey)));
    }

    private static boolean isOwn(String text) {
        return switch (text) {
            case OFF -> false;
            case OWN_CA -> true;
            default -> throw new IllegalArgumentException("must be " + OFF + " or " + OWN_CA);
        };
    }

    private static List<String> names(String text) {
        List<String> names =
                Arrays.stream(text.split(",", -1)).map(String::strip).toList();
        if (names.size() > MAX_NAMES
                || !names.stream().allMatch(name -> NAME.matcher(name).matches())) {
            throw new IllegalArgumentException(
                    "must be at most " + MAX_NAMES + " host names, parted by commas, such as gateway.example.com");
        }
        return names;
    }
}
