package io.signalbox.dataplane.upstream;

import io.signalbox.dataplane.config.BackendLogin;

/** What a broker says, made fit for logs and problems: short, on one line, and without the password. */
final class BrokerWords {

    private static final int MAX_LENGTH = 300;

    private BrokerWords() {}

    static String shown(String words, BackendLogin login) {
        String secret = secret(login);
        String clean = secret.isEmpty() ? words : words.replace(secret, "***");
        String line = clean.replaceAll("\\p{Cntrl}", " ").strip();
        return line.length() > MAX_LENGTH ? line.substring(0, MAX_LENGTH) + "…" : line;
    }

    private static String secret(BackendLogin login) {
        if (login instanceof BackendLogin.Plain plain) {
            return plain.password().reveal();
        }
        return login instanceof BackendLogin.Scram scram ? scram.password().reveal() : "";
    }
}
