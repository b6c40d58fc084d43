package io.signalbox.dataplane.kafka.rewrite;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.signalbox.dataplane.kafka.exchange.Answer;
import io.signalbox.dataplane.kafka.schema.FieldCursor;
import io.signalbox.dataplane.kafka.schema.MalformedMessageException;
import io.signalbox.dataplane.kafka.schema.Varints;
import io.signalbox.routing.HostPort;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/**
 * A Metadata response, rewritten as bytes: brokers that are not exposed disappear; what they lead has no leader for now,
 * which clients retry (contract section 3.3, last part). Kafka's own classes put brokers and topics into collections whose
 * cost grows with the square of their size, and with hash values that a backend chooses; a response of many megabytes
 * would hold up the event loop.
 */
public final class MetadataFrame {

    /** Of one cluster: several times the largest that are known. */
    static final int MAX_BROKERS = 10_000;

    private static final int SIZE_BYTES = Integer.BYTES;
    private static final int UUID_BYTES = 16;
    private static final int NONE = -1;

    private final short version;
    private final boolean flexible;
    private final FieldCursor cursor;
    private final SeenBrokers.Collector seen = new SeenBrokers.Collector();

    private MetadataFrame(ByteBuf frame, short version) {
        this.version = version;
        this.flexible = ApiKeys.METADATA.responseHeaderVersion(version) >= 1;
        this.cursor = new FieldCursor(frame, flexible, ApiKeys.METADATA.name + " v" + version);
    }

    /** A response as the client gets it, with its size in front, owned by the caller; and the addresses that it had. */
    record Rewritten(ByteBuf frame, SeenBrokers seen) {}

    private record Broker(int nodeId, String host, int port, int restFrom, int restTo) {}

    /**
     * Reads the addresses of all brokers from the answer to a Metadata request of the node's own.
     *
     * @param frame without its size
     * @throws MalformedMessageException when it is not what its version says, or answers something else
     */
    public static SeenBrokers brokers(ByteBuf frame, short version, int correlationId) {
        Answer.checkCorrelation(
                frame.readableBytes() < Integer.BYTES ? ~correlationId : frame.getInt(frame.readerIndex()),
                correlationId);
        MetadataFrame metadata = new MetadataFrame(frame, version);
        metadata.skipToBrokers();
        metadata.readBrokers().forEach(broker -> metadata.seen.add(broker.nodeId(), broker.host(), broker.port()));
        return metadata.seen.all();
    }

    /** Rewrites a frame that begins with its size. */
    static Rewritten rewrite(ByteBuf frame, short version, Advertiser advertiser, ByteBufAllocator allocator) {
        MetadataFrame metadata = new MetadataFrame(frame, version);
        metadata.cursor.skip(SIZE_BYTES);
        metadata.skipToBrokers();
        int brokersFrom = metadata.cursor.index();
        List<Broker> brokers = metadata.readBrokers();
        int restFrom = metadata.cursor.index();
        ByteBuf out = allocator.buffer(frame.readableBytes());
        try {
            out.writeBytes(frame, frame.readerIndex(), brokersFrom - frame.readerIndex());
            metadata.writeBrokers(frame, brokers, advertiser, out);
            int restTo = out.writerIndex();
            out.writeBytes(frame, restFrom, frame.writerIndex() - restFrom);
            out.setInt(0, out.writerIndex() - SIZE_BYTES);
            metadata.hideLeaders(out, restTo, advertiser);
        } catch (RuntimeException e) {
            out.release();
            throw e;
        }
        return new Rewritten(out, metadata.seen.all());
    }

    private void skipToBrokers() {
        cursor.skip(Integer.BYTES); // correlation id
        cursor.skipTags();
        cursor.skip(version >= 3 ? Integer.BYTES : 0); // throttle time
    }

    private List<Broker> readBrokers() {
        int count = cursor.array();
        if (count > MAX_BROKERS) {
            throw new MalformedMessageException(
                    "Metadata names " + count + " brokers; a node takes at most " + MAX_BROKERS);
        }
        List<Broker> brokers = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int nodeId = cursor.int32();
            String host = cursor.string();
            int port = cursor.int32();
            int restFrom = cursor.index();
            if (version >= 1) {
                cursor.skipString(); // rack
            }
            cursor.skipTags();
            brokers.add(new Broker(nodeId, host, port, restFrom, cursor.index()));
        }
        return brokers;
    }

    private void writeBrokers(ByteBuf in, List<Broker> brokers, Advertiser advertiser, ByteBuf out) {
        Map<Broker, HostPort> exposed = new LinkedHashMap<>();
        for (Broker broker : brokers) {
            if (seen.add(broker.nodeId(), broker.host(), broker.port())) {
                advertiser.advertise(broker.nodeId()).ifPresent(address -> exposed.put(broker, address));
            }
        }
        writeArrayCount(out, exposed.size());
        exposed.forEach((broker, address) -> {
            out.writeInt(broker.nodeId());
            writeString(out, address.host());
            out.writeInt(address.port());
            out.writeBytes(in, broker.restFrom(), broker.restTo() - broker.restFrom());
        });
    }

    /** Goes through what stands behind the brokers, and changes it in place. */
    private void hideLeaders(ByteBuf out, int from, Advertiser advertiser) {
        FieldCursor rest = new FieldCursor(out.slice(from, out.writerIndex() - from), flexible, "Metadata v" + version);
        Map<Integer, Boolean> known = new HashMap<>();
        if (version >= 2) {
            rest.skipString(); // cluster id
        }
        if (version >= 1) {
            int at = from + rest.index();
            if (!isExposed(rest.int32(), advertiser, known)) {
                out.setInt(at, NONE);
            }
        }
        for (int topics = rest.array(); topics > 0; topics--) {
            rest.skip(Short.BYTES); // error code
            rest.skipString(); // name
            rest.skip((version >= 10 ? UUID_BYTES : 0) + (version >= 1 ? 1 : 0)); // id, whether internal
            for (int partitions = rest.array(); partitions > 0; partitions--) {
                hideLeader(out, from, rest, advertiser, known);
            }
            rest.skip(version >= 8 ? Integer.BYTES : 0); // authorized operations
            rest.skipTags();
        }
        rest.skip((version >= 8 && version <= 10 ? Integer.BYTES : 0) + (version >= 13 ? Short.BYTES : 0));
        rest.skipTags();
        rest.checkEnd();
    }

    private void hideLeader(
            ByteBuf out, int from, FieldCursor rest, Advertiser advertiser, Map<Integer, Boolean> known) {
        int error = from + rest.skip(Short.BYTES);
        rest.skip(Integer.BYTES); // index
        int leader = from + rest.index();
        int leaderId = rest.int32();
        if (leaderId >= 0 && !isExposed(leaderId, advertiser, known)) {
            out.setInt(leader, NONE);
            out.setShort(error, Errors.LEADER_NOT_AVAILABLE.code());
        }
        rest.skip(version >= 7 ? Integer.BYTES : 0); // leader epoch
        rest.skipInts(); // replicas
        rest.skipInts(); // in sync
        if (version >= 5) {
            rest.skipInts(); // offline
        }
        rest.skipTags();
    }

    private boolean isExposed(int nodeId, Advertiser advertiser, Map<Integer, Boolean> known) {
        return known.computeIfAbsent(
                nodeId, id -> !seen.isUnusable(id) && advertiser.advertise(id).isPresent());
    }

    private void writeArrayCount(ByteBuf out, int count) {
        if (flexible) {
            Varints.write(out, count + 1);
        } else {
            out.writeInt(count);
        }
    }

    private void writeString(ByteBuf out, String text) {
        int bytes = ByteBufUtil.utf8Bytes(text);
        if (flexible) {
            Varints.write(out, bytes + 1);
        } else {
            out.writeShort(bytes);
        }
        out.writeCharSequence(text, StandardCharsets.UTF_8);
    }
}
