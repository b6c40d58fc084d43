package io.signalbox.clients;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Response;

/**
 * A client that was generated into a package of its own. It is used by reflection, so that one script drives the clients
 * of several documents: their operations have the same names, their classes have not.
 */
final class GeneratedClient {

    private static final long MAX_BODY_BYTES = 1 << 20;

    private final String name;
    private final Object api;
    private final AtomicReference<JsonElement> sent = new AtomicReference<>(JsonNull.INSTANCE);

    private GeneratedClient(String name, String serverUrl, String token) throws ReflectiveOperationException {
        this.name = name;
        OkHttpClient http =
                new OkHttpClient.Builder().addInterceptor(this::remember).build();
        Class<?> type = Class.forName(name + ".ApiClient");
        Object client = type.getConstructor(OkHttpClient.class).newInstance(http);
        type.getMethod("setBasePath", String.class).invoke(client, serverUrl + "/v1");
        type.getMethod("setBearerToken", String.class).invoke(client, token);
        api = Class.forName(name + ".api.EverythingApi").getConstructor(type).newInstance(client);
    }

    static boolean exists(String name) {
        try {
            Class.forName(name + ".ApiClient");
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    static GeneratedClient of(String name, String serverUrl, String token) {
        try {
            return new GeneratedClient(name, serverUrl, token);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Calls an operation.
     *
     * @param ids of the path, in its order
     * @param body as JSON; empty for none
     */
    Answer call(String operation, List<String> ids, String body) {
        Method method = Stream.of(api.getClass().getMethods())
                .filter(found -> found.getName().equals(operation + "WithHttpInfo"))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " has no operation " + operation));
        sent.set(JsonNull.INSTANCE);
        try {
            Object response = method.invoke(api, arguments(method, ids, body));
            Object model = response.getClass().getMethod("getData").invoke(response);
            int status = (int) response.getClass().getMethod("getStatusCode").invoke(response);
            return new Answer(status, sent.get(), model == null ? JsonNull.INSTANCE : json(model));
        } catch (InvocationTargetException e) {
            return refused(e.getTargetException());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private Object[] arguments(Method method, List<String> ids, String body) throws ReflectiveOperationException {
        Deque<String> path = new ArrayDeque<>(ids);
        List<Object> arguments = new ArrayList<>();
        boolean bodyIsDue = !body.isEmpty();
        for (Class<?> type : method.getParameterTypes()) {
            if (!path.isEmpty()) {
                String id = path.remove();
                arguments.add(type == UUID.class ? UUID.fromString(id) : id);
            } else if (bodyIsDue && type.getName().startsWith(name + ".model.")) {
                arguments.add(model(body, type));
                bodyIsDue = false;
            } else {
                arguments.add(null); // of the query
            }
        }
        return arguments.toArray();
    }

    /** By the client's own reader, which refuses what its document does not know. */
    private Object model(String body, Class<?> type) throws ReflectiveOperationException {
        return Class.forName(name + ".JSON")
                .getMethod("deserialize", String.class, Type.class)
                .invoke(null, body, type);
    }

    private JsonElement json(Object model) throws ReflectiveOperationException {
        return JsonParser.parseString((String) Class.forName(name + ".JSON")
                .getMethod("serialize", Object.class)
                .invoke(null, model));
    }

    private Answer refused(Throwable failure) {
        try {
            int status = (int) failure.getClass().getMethod("getCode").invoke(failure);
            if (status >= 400) {
                return new Answer(status, sent.get(), JsonNull.INSTANCE);
            }
        } catch (ReflectiveOperationException e) {
            failure.addSuppressed(e);
        }
        throw new AssertionError(name + " cannot read an answer: " + sent.get(), failure);
    }

    /** A model may leave out what its document does not show. */
    private Response remember(Interceptor.Chain chain) throws IOException {
        Response response = chain.proceed(chain.request());
        String body = response.peekBody(MAX_BODY_BYTES).string();
        sent.set(body.isEmpty() ? JsonNull.INSTANCE : JsonParser.parseString(body));
        return response;
    }

    /**
     * What came back.
     *
     * @param body as it was sent
     * @param model as the client understood it
     */
    record Answer(int status, JsonElement body, JsonElement model) {}
}
