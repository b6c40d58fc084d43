package io.signalbox.controlplane.server;

import jakarta.servlet.ServletException;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

/** Sets the security headers of every answer: browsers may do nothing beyond what the pages here need. */
final class SecurityHeadersValve extends ValveBase {

    private static final String API = "/v1/";

    /** The pages' scripts come from here; what they draw has styles and images of its own. */
    private static final String PAGES = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline';"
            + " img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none';"
            + " frame-ancestors 'none'";

    private static final String DATA = "default-src 'none'; frame-ancestors 'none'";

    SecurityHeadersValve() {
        super(true); // also of requests that are answered later
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        String path = request.getDecodedRequestURI();
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("X-Frame-Options", "DENY");
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader("Content-Security-Policy", path != null && !path.startsWith(API) ? PAGES : DATA);
        getNext().invoke(request, response);
    }
}
