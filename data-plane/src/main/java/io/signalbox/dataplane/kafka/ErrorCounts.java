package io.signalbox.dataplane.kafka;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.Message;

/** Counts the errors in responses, wherever in them they stand, by Kafka's codes. For any thread. */
public final class ErrorCounts {

    private static final String CODE = "errorCode";

    /** Of a class of messages: where codes stand, and other messages that may have some. */
    private static final ClassValue<List<Method>> READERS = new ClassValue<>() {
        @Override
        protected List<Method> computeValue(Class<?> type) {
            return Stream.of(type.getMethods())
                    .filter(ErrorCounts::leadsToCodes)
                    .toList();
        }
    };

    private final ConcurrentMap<Short, LongAdder> counts = new ConcurrentHashMap<>();
    private final BiConsumer<Short, LongAdder> onFirst;

    /** {@code onFirst} is told of each code when it first occurs, with what counts it from then on. */
    public ErrorCounts(BiConsumer<Short, LongAdder> onFirst) {
        this.onFirst = onFirst;
    }

    public void add(Message response) {
        for (Method reader : READERS.get(response.getClass())) {
            Object read = read(reader, response);
            if (read instanceof Short code) {
                count(code);
            } else if (read instanceof Message inner) {
                add(inner);
            } else if (read instanceof Collection<?> inner) {
                inner.forEach(one -> {
                    if (one instanceof Message message) {
                        add(message);
                    }
                });
            }
        }
    }

    private void count(short code) {
        if (code != Errors.NONE.code()) {
            counts.computeIfAbsent(code, this::first).increment();
        }
    }

    private LongAdder first(Short code) {
        LongAdder count = new LongAdder();
        onFirst.accept(code, count);
        return count;
    }

    private static boolean leadsToCodes(Method method) {
        if (method.getParameterCount() > 0 || Modifier.isStatic(method.getModifiers())) {
            return false;
        }
        Class<?> result = method.getReturnType();
        return result == short.class
                ? method.getName().equals(CODE)
                : Collection.class.isAssignableFrom(result)
                        || (Message.class.isAssignableFrom(result)
                                && !method.getName().equals("duplicate"));
    }

    private static Object read(Method reader, Message from) {
        try {
            return reader.invoke(from);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("a generated message has no readable " + reader.getName(), e);
        }
    }
}
