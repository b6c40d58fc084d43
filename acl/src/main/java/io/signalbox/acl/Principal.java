package io.signalbox.acl;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A client, as conditions and expressions see it: {@code context.auth} of contract section 4.6.
 *
 * @param type of its authentication, such as {@code sasl_plain}
 * @param id only where the principal is one that has an id
 * @param metadata as {@code id}
 * @param claims of its token; empty where it has none
 */
public record Principal(
        String type,
        String name,
        Optional<String> id,
        Optional<Map<String, Object>> metadata,
        Optional<Map<String, Object>> claims) {

    /** One of whom no more is known than a name. */
    public static Principal named(String type, String name) {
        return new Principal(type, name, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** As expressions see it; what is not there is left out. */
    public Map<String, Object> fields() {
        Map<String, Object> principal = new LinkedHashMap<>();
        principal.put("name", name);
        id.ifPresent(is -> principal.put("id", is));
        metadata.ifPresent(is -> principal.put("metadata", is));
        Map<String, Object> auth = new LinkedHashMap<>();
        auth.put("type", type);
        auth.put("principal", principal);
        claims.ifPresent(are -> auth.put("token", Map.of("claims", are)));
        return Map.of("context", Map.of("auth", auth));
    }

    /** Never its claims. */
    @Override
    public String toString() {
        return name;
    }
}
