package io.signalbox.dataplane.layer.names;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.signalbox.acl.Namespace;
import io.signalbox.acl.Namespace.Additional;
import io.signalbox.acl.Namespace.Mode;
import io.signalbox.dataplane.kafka.Pieces;
import io.signalbox.dataplane.kafka.RequestHandler;
import io.signalbox.dataplane.kafka.ResponseHandler;
import io.signalbox.dataplane.kafka.exchange.Exchanges;
import io.signalbox.dataplane.kafka.exchange.MemoryBudget;
import io.signalbox.dataplane.kafka.exchange.Plans;
import io.signalbox.dataplane.kafka.exchange.ProtocolViolationException;
import io.signalbox.dataplane.kafka.exchange.Roundtrips;
import io.signalbox.dataplane.kafka.rewrite.AddressLayer;
import io.signalbox.dataplane.kafka.rewrite.OfferedVersions;
import io.signalbox.dataplane.kafka.rewrite.RandomBodies;
import io.signalbox.dataplane.kafka.schema.MessageKind;
import io.signalbox.dataplane.kafka.schema.MessageKind.Direction;
import io.signalbox.dataplane.layer.RandomRequests;
import io.signalbox.fuzz.FuzzTarget;
import io.signalbox.routing.HostPort;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.MetadataRequestData;

/**
 * What a client and then a broker send on one connection, through both handlers and the layers that read versions, names and addresses:
 * headers, message programs, renaming in the bytes and with the library's classes, and the rewriting of responses. Two bytes tell how many
 * of those behind them are the client's.
 */
final class ExchangesTarget implements FuzzTarget {

    private static final int LENGTH_BYTES = 2;
    private static final int MAX_REQUEST_BYTES = 1 << 20;
    private static final int MAX_SEED_BYTES = 4_000;
    private static final Uuid TOPIC = new Uuid(1, 1);
    private static final Plans PLANS =
            Plans.of(List.of(new OfferedVersions(), new NamesLayer(false), new AddressLayer()));
    private static final List<Integer> PIECES = List.of(7, Integer.MAX_VALUE);

    /** A request of each kind and version that the library knows, with a response to it. */
    @Override
    public List<byte[]> seeds() {
        RandomRequests requests = new RandomRequests(List.of("a", "b"), List.of(TOPIC));
        return MessageKind.all().stream()
                .filter(kind -> kind.direction() == Direction.REQUEST)
                .map(kind -> {
                    ByteBuf request = requests.frame(kind, 1);
                    ByteBuffer body = RandomBodies.withExtremes(1)
                            .body(kind.api().messageType.responseSchemas()[kind.version()]);
                    ByteBuf response = Unpooled.buffer().writeInt(0).writeInt(1);
                    if (kind.api().responseHeaderVersion(kind.version()) > 0) {
                        response.writeByte(0); // no tagged fields
                    }
                    response.writeBytes(body).setInt(0, response.readableBytes() - Integer.BYTES);
                    byte[] seed = ByteBufUtil.getBytes(Unpooled.buffer()
                            .writeShort(request.readableBytes())
                            .writeBytes(request)
                            .writeBytes(response));
                    request.release();
                    return seed;
                })
                .filter(seed -> seed.length <= MAX_SEED_BYTES)
                .toList();
    }

    @Override
    public void read(byte[] input) throws Exception {
        if (input.length < LENGTH_BYTES) {
            return;
        }
        ByteBuffer bytes = ByteBuffer.wrap(input);
        byte[] requests = new byte[Math.min(Short.toUnsignedInt(bytes.getShort()), bytes.remaining())];
        bytes.get(requests);
        byte[] responses = new byte[bytes.remaining()];
        bytes.get(responses);
        for (int pieceBytes : PIECES) {
            exchange(requests, responses, pieceBytes);
        }
    }

    private static void exchange(byte[] requests, byte[] responses, int pieceBytes) throws Exception {
        FakeClient client = new FakeClient(new Namespace(
                        Mode.HIDE_PREFIX, FakeClient.PREFIX, Additional.NONE, Additional.NONE, Additional.NONE))
                .with(FakeClient.PREFIX + "a", TOPIC);
        client.topics().learn(client.answer(new MetadataRequestData().setTopics(null)));
        Exchanges exchanges = new Exchanges(
                new Roundtrips(),
                PLANS,
                OfferedVersions.session(PLANS),
                new NamesSession(client),
                AddressLayer.session(nodeId -> Optional.of(new HostPort("gateway", 9_092)), seen -> {}));
        EmbeddedChannel fromClient = new EmbeddedChannel(new RequestHandler(
                exchanges, MAX_REQUEST_BYTES, MemoryBudget.unlimited().share()));
        EmbeddedChannel fromBroker = new EmbeddedChannel(
                new ResponseHandler(exchanges, MemoryBudget.unlimited().share()));
        try {
            feed(fromClient, requests, pieceBytes);
            feed(fromBroker, responses, pieceBytes);
        } finally {
            fromClient.finishAndReleaseAll();
            fromBroker.finishAndReleaseAll();
            exchanges.release();
        }
    }

    /** Who breaks the protocol is told of up the pipeline, and heard no further. */
    private static void feed(EmbeddedChannel channel, byte[] bytes, int pieceBytes) throws Exception {
        try {
            Pieces.feed(channel, bytes, pieceBytes);
        } catch (ProtocolViolationException e) {
            if (e.getMessage() == null) {
                throw new AssertionError("no reason", e);
            }
        }
    }
}
