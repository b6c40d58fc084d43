package io.signalbox.e2e;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import tools.jackson.databind.json.JsonMapper;

/** In the place of a schema registry: takes schemas and gives them by their ids, as long as it is not told to be away. */
final class SchemaRegistryService implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int PREFIX_BYTES = 5;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<Integer, String> schemas = new TreeMap<>();
    private final AtomicInteger questions = new AtomicInteger();
    private volatile boolean away;

    SchemaRegistryService() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/subjects", this::register);
        server.createContext("/schemas/ids/", this::give);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    void setAway(boolean isAway) {
        away = isAway;
    }

    /** How often it was asked for a schema. */
    int questions() {
        return questions.get();
    }

    private void register(HttpExchange exchange) throws IOException {
        String schema = JSON.readTree(exchange.getRequestBody()).get("schema").asString();
        answer(exchange, 200, Map.of("id", add(schema)));
    }

    synchronized int add(String schema) {
        int id = schemas.size() + 1;
        schemas.put(id, schema);
        return id;
    }

    private synchronized void give(HttpExchange exchange) throws IOException {
        questions.incrementAndGet();
        String path = exchange.getRequestURI().getPath();
        String schema = schemas.get(Integer.parseInt(path.substring(path.lastIndexOf('/') + 1)));
        if (away) {
            answer(exchange, 503, Map.of("error_code", 50_003));
        } else if (schema == null) {
            answer(exchange, 404, Map.of("error_code", 40_403, "message", "Schema not found"));
        } else {
            answer(exchange, 200, Map.of("schema", schema));
        }
    }

    private static void answer(HttpExchange exchange, int status, Map<String, Object> body) throws IOException {
        byte[] bytes = JSON.writeValueAsBytes(body);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    /** Encodes JSON by a schema, as a client of a registry does; fails where it does not fit. */
    byte[] encode(int id, String json) throws IOException {
        Schema schema;
        synchronized (this) {
            schema = new Schema.Parser().parse(schemas.get(id));
        }
        Object value =
                new GenericDatumReader<>(schema).read(null, DecoderFactory.get().jsonDecoder(schema, json));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(ByteBuffer.allocate(PREFIX_BYTES).putInt(1, id).array());
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        new GenericDatumWriter<>(schema).write(value, encoder);
        encoder.flush();
        return out.toByteArray();
    }

    /** The other way round: the schema, and the value as JSON. */
    String decode(byte[] value) throws IOException {
        String schema;
        synchronized (this) {
            schema = schemas.get(ByteBuffer.wrap(value).getInt(1));
        }
        Object read = new GenericDatumReader<>(new Schema.Parser().parse(schema))
                .read(null, DecoderFactory.get().binaryDecoder(value, PREFIX_BYTES, value.length - PREFIX_BYTES, null));
        return schema + "#" + read;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
