package io.signalbox.e2e;

import com.sun.net.httpserver.HttpServer;
import io.signalbox.testbed.TokenIssuer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;

/** In the place of the original's identity provider: issues tokens, and says by which key they are signed. */
final class TokenService implements AutoCloseable {

    private final TokenIssuer issuer = TokenIssuer.create("https://issuer.test", "one");
    private final HttpServer keys;

    TokenService() throws IOException {
        keys = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        keys.createContext("/.well-known/jwks", exchange -> {
            byte[] body = TokenIssuer.jwks(issuer).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        keys.start();
    }

    String url() {
        return "http://127.0.0.1:" + keys.getAddress().getPort();
    }

    /** One that is good for an hour. */
    String token(Map<String, Object> claims) {
        return issuer.token(claims, Instant.now().plusSeconds(3600));
    }

    @Override
    public void close() {
        keys.stop(0);
    }
}
