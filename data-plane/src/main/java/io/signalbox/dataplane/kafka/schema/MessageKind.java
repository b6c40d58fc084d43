package io.signalbox.dataplane.kafka.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.common.message.ApiMessageType.ListenerType;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.message.ResponseHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.types.Schema;

/** A kind of message: an API in a version, in one direction. */
public record MessageKind(ApiKeys api, short version, Direction direction) {

    /** Who speaks: the client asks, the broker answers. */
    public enum Direction {
        REQUEST,
        RESPONSE
    }

    public MessageKind {
        Schema[] schemas = bodies(api, direction);
        if (version < 0 || version >= schemas.length || schemas[version] == null) {
            throw new IllegalArgumentException("the Kafka library has no " + api + " v" + version);
        }
    }

    public static MessageKind request(ApiKeys api, short version) {
        return new MessageKind(api, version, Direction.REQUEST);
    }

    public static MessageKind response(ApiKeys api, short version) {
        return new MessageKind(api, version, Direction.RESPONSE);
    }

    /** Every kind of message that the Kafka library knows between clients and brokers. */
    public static List<MessageKind> all() {
        List<MessageKind> all = new ArrayList<>();
        for (ApiKeys api : ApiKeys.values()) {
            if (api.inScope(ListenerType.BROKER)) {
                for (Direction direction : Direction.values()) {
                    addVersions(api, direction, all);
                }
            }
        }
        return all;
    }

    private static void addVersions(ApiKeys api, Direction direction, List<MessageKind> all) {
        Schema[] schemas = bodies(api, direction);
        for (short version = 0; version < schemas.length; version++) {
            if (schemas[version] != null) { // older ones the library no longer reads
                all.add(new MessageKind(api, version, direction));
            }
        }
    }

    Schema header() {
        return direction == Direction.REQUEST
                ? RequestHeaderData.SCHEMAS[api.requestHeaderVersion(version)]
                : ResponseHeaderData.SCHEMAS[api.responseHeaderVersion(version)];
    }

    Schema body() {
        return bodies(api, direction)[version];
    }

    private static Schema[] bodies(ApiKeys api, Direction direction) {
        return direction == Direction.REQUEST ? api.messageType.requestSchemas() : api.messageType.responseSchemas();
    }

    @Override
    public String toString() {
        return api + " v" + version + " " + direction.name().toLowerCase(Locale.ROOT);
    }
}
