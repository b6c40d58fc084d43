package io.signalbox.dataplane.kms;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A KMS that checks who signs, and how (Signature Version 4), and does as it is told. */
public final class ScriptedKms implements AutoCloseable {

    public static final String ACCESS_KEY = "AKIDEXAMPLE";
    public static final String SECRET_KEY = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    public static final String ARN = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd";

    private static final JsonMapper JSON = JsonMapper.shared();

    /** An answer in place of a key. */
    public record Trouble(int status, String type) {

        public static final Trouble NONE = new Trouble(0, "");

        /** No answer at all, for as long as that is the trouble. */
        public static final Trouble HANGS = new Trouble(-1, "");
    }

    public final List<String> calls = new CopyOnWriteArrayList<>();
    private Trouble trouble = Trouble.NONE;
    private final Map<String, String> keys = new ConcurrentHashMap<>(); // by what they are wrapped as
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    public ScriptedKms() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** What is the matter with it from now on. */
    public synchronized void have(Trouble now) {
        trouble = now;
        notifyAll();
    }

    private synchronized Trouble troubleOnceItAnswers() {
        try {
            while (trouble.equals(Trouble.HANGS)) {
                wait();
            }
            return trouble;
        } catch (InterruptedException e) {
            return new Trouble(503, "closed");
        }
    }

    private void answer(HttpExchange call) throws IOException {
        try (call) {
            byte[] body = call.getRequestBody().readAllBytes();
            String target = call.getRequestHeaders().getFirst("X-Amz-Target");
            calls.add(target);
            Trouble now = troubleOnceItAnswers();
            if (!isSigned(call, body)) {
                send(call, 400, Map.of("__type", "InvalidSignatureException", "message", "wrong signature"));
            } else if (!now.equals(Trouble.NONE)) {
                send(call, now.status(), Map.of("__type", now.type(), "message", "scripted"));
            } else {
                JsonNode request = JSON.readTree(body);
                send(call, 200, target.endsWith(".Decrypt") ? decrypted(request) : generated(request));
            }
        }
    }

    private Map<String, String> generated(JsonNode request) {
        byte[] key = new byte[32];
        byte[] wrapped = new byte[184];
        new SecureRandom().nextBytes(key);
        new SecureRandom().nextBytes(wrapped);
        String plain = Base64.getEncoder().encodeToString(key);
        String blob = Base64.getEncoder().encodeToString(wrapped);
        keys.put(blob, plain);
        return Map.of("KeyId", request.path("KeyId").asString(""), "Plaintext", plain, "CiphertextBlob", blob);
    }

    private Map<String, String> decrypted(JsonNode request) {
        return Map.of(
                "KeyId",
                request.path("KeyId").asString(""),
                "Plaintext",
                keys.getOrDefault(request.path("CiphertextBlob").asString(""), ""));
    }

    private static void send(HttpExchange call, int status, Map<String, String> answer) throws IOException {
        byte[] bytes = JSON.writeValueAsBytes(answer);
        call.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
        call.sendResponseHeaders(status, bytes.length);
        call.getResponseBody().write(bytes);
    }

    private static boolean isSigned(HttpExchange call, byte[] body) {
        String authorization = String.valueOf(call.getRequestHeaders().getFirst("Authorization"));
        if (!authorization.startsWith("AWS4-HMAC-SHA256 Credential=" + ACCESS_KEY + "/")) {
            return false;
        }
        String scope = between(authorization, "Credential=" + ACCESS_KEY + "/", ",");
        String signed = between(authorization, "SignedHeaders=", ",");
        String signature = authorization.substring(authorization.indexOf("Signature=") + "Signature=".length());
        StringBuilder canonical = new StringBuilder("POST\n/\n\n");
        for (String name : signed.split(";", -1)) {
            canonical
                    .append(name)
                    .append(':')
                    .append(String.join(",", call.getRequestHeaders().getOrDefault(name, List.of()))
                            .trim())
                    .append('\n');
        }
        canonical.append('\n').append(signed).append('\n').append(hex(sha256(body)));
        String date = call.getRequestHeaders().getFirst("X-Amz-Date");
        String toSign = "AWS4-HMAC-SHA256\n" + date + "\n" + scope + "\n"
                + hex(sha256(canonical.toString().getBytes(StandardCharsets.UTF_8)));
        byte[] key = ("AWS4" + SECRET_KEY).getBytes(StandardCharsets.UTF_8);
        for (String part : scope.split("/", -1)) {
            key = hmac(key, part);
        }
        return Arrays.asList(signed.split(";")).containsAll(List.of("host", "x-amz-date", "x-amz-target"))
                && scope.endsWith("/eu-west-1/kms/aws4_request")
                && hex(hmac(key, toSign)).equals(signature);
    }

    private static String between(String text, String before, String after) {
        int from = text.indexOf(before) + before.length();
        return text.substring(from, text.indexOf(after, from));
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
