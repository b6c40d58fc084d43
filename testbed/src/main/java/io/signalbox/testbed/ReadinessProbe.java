package io.signalbox.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.util.function.BooleanSupplier;

/**
 * Asks a process whether it is ready. With the JDK's older client: it needs no threads of its own, which the newer one
 * would leave behind for each process that was ever asked.
 */
record ReadinessProbe(URL url) implements BooleanSupplier {

    private static final int LIMIT_MILLIS = 10_000;

    static ReadinessProbe at(String hostAndPort) {
        try {
            return new ReadinessProbe(URI.create("http://" + hostAndPort + "/health/probes/readiness")
                    .toURL());
        } catch (MalformedURLException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean getAsBoolean() {
        try {
            HttpURLConnection connection = (HttpURLConnection) url.openConnection();
            connection.setConnectTimeout(LIMIT_MILLIS);
            connection.setReadTimeout(LIMIT_MILLIS);
            try {
                return connection.getResponseCode() == 200;
            } finally {
                connection.disconnect();
            }
        } catch (IOException e) {
            return false;
        }
    }
}
