package io.signalbox.acl;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What expressions of names refer to, with every text as the pattern of just this text: a principal that is called
 * {@code ali*} must not widen a pattern that it is put into.
 */
final class EscapedFields {

    private EscapedFields() {}

    static Map<String, Object> of(Map<String, Object> fields) {
        Map<String, Object> escaped = new LinkedHashMap<>();
        fields.forEach((name, value) -> escaped.put(name, escape(value)));
        return escaped;
    }

    private static Object escape(Object value) {
        if (value instanceof String text) {
            return Glob.escape(text);
        }
        if (value instanceof List<?> list) {
            return list.stream().map(EscapedFields::escape).toList();
        }
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> escaped = new LinkedHashMap<>();
            map.forEach((key, one) -> escaped.put(key, escape(one)));
            return escaped;
        }
        return value;
    }
}
