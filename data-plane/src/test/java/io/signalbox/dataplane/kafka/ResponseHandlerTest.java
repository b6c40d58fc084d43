package io.signalbox.dataplane.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.dataplane.kafka.exchange.ProtocolViolation;
import io.signalbox.dataplane.kafka.exchange.ProtocolViolationException;
import io.signalbox.dataplane.kafka.frame.FrameReader.Bypass;
import io.signalbox.dataplane.kafka.rewrite.Advertiser;
import io.signalbox.dataplane.kafka.rewrite.RandomBodies;
import io.signalbox.routing.HostPort;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.ResponseHeaderData;
import org.apache.kafka.common.message.ShareAcknowledgeResponseData;
import org.apache.kafka.common.message.ShareFetchResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.ObjectSerializationCache;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ResponseHandlerTest {

    private static final Advertiser GATEWAY = nodeId -> Optional.of(new HostPort("gw-" + nodeId, 20_000 + nodeId));
    private static final Advertiser SAME = nodeId -> Optional.of(new HostPort(RandomBodies.LEAK, 9_092));
    private static final Advertiser NOTHING = nodeId -> Optional.empty();
    private static final int WHOLE = Integer.MAX_VALUE;

    @ParameterizedTest(name = "{0} v{1}")
    @MethodSource("addressBearing")
    void noAddressOfABrokerPassesInAnyVersion(ApiKeys key, short version) {
        for (int seed = 0; seed < 50; seed++) {
            byte[] frame = frame(key, version, seed, 100);
            for (Advertiser advertiser : List.of(GATEWAY, NOTHING)) {
                byte[] passed = pass(key, version, frame, WHOLE, advertiser);

                assertThat(new String(passed, StandardCharsets.ISO_8859_1)).doesNotContain(RandomBodies.LEAK);
                decode(key, version, passed);
            }
        }
    }

    @ParameterizedTest(name = "{0} v{1}")
    @MethodSource("movable")
    void rewritingToTheSameAddressesChangesNothing(ApiKeys key, short version) {
        for (int seed = 0; seed < 50; seed++) {
            byte[] frame = frame(key, version, seed, 100);

            byte[] passed = pass(key, version, frame, WHOLE, SAME);

            assertThat(decode(key, version, passed)).isEqualTo(decode(key, version, frame));
        }
    }

    @ParameterizedTest(name = "{0} v{1}")
    @MethodSource("addressBearing")
    void theResultDoesNotDependOnHowTheBytesComeIn(ApiKeys key, short version) {
        byte[] frame = frame(key, version, 7, 100);
        byte[] whole = pass(key, version, frame, WHOLE, GATEWAY);

        IntStream.of(1, 2, 3, 5, 7, 8, 9, 13, 64)
                .forEach(pieceBytes -> assertThat(pass(key, version, frame, pieceBytes, GATEWAY))
                        .isEqualTo(whole));
    }

    @ParameterizedTest(name = "{0} v{1}")
    @MethodSource("walked")
    void aLargeResponseStreamsByInItsOwnLengthWithItsEndpointsHidden(ApiKeys key, short version) {
        for (int seed = 0; seed < 40; seed++) {
            byte[] frame = frame(key, version, seed, 60_000);
            if (frame.length <= ResponseHandler.SMALL_FRAME_BYTES) {
                continue;
            }
            // Byte by byte takes fifty times as long: every tenth seed has it.
            int smallestPiece = seed % 10 == 0 ? 1 : 61;
            for (int pieceBytes : new int[] {smallestPiece, 1_000, 16_384}) {
                byte[] passed = pass(key, version, frame, pieceBytes, GATEWAY);

                assertThat(passed).hasSameSizeAs(frame);
                assertThat(withoutUnknownTags(decode(key, version, passed)))
                        .isEqualTo(withoutEndpoints(decode(key, version, frame)));
            }
        }
    }

    @ParameterizedTest(name = "{0} v{1}")
    @MethodSource({"walked", "opaque"})
    void whatGoesPastTheHandlerIsMissedByNobody(ApiKeys key, short version) {
        for (int seed = 0; seed < 5; seed++) {
            byte[] frame = frame(key, version, seed, 400_000);
            byte[] walked = pass(key, version, frame, 16_384, GATEWAY);
            try (ResponseStream stream = new ResponseStream(GATEWAY).withBypass()) {
                byte[] passed = stream.expect(key, version, seed).feed(frame, 16_384);

                stream.checkException();
                assertThat(passed).isEqualTo(walked);
                assertThat(stream.isAtFrameEnd()).isTrue();
            }
        }
    }

    @Test
    void theRecordsOfALargeFetchGoPastTheHandler() {
        byte[] frame = longFetch((short) 17);
        try (ResponseStream stream = new ResponseStream(GATEWAY).withBypass()) {
            stream.expect(ApiKeys.FETCH, (short) 17, correlationId(frame)).feed(frame, 16_384);

            assertThat(stream.bypassed).isGreaterThan(Bypass.LEAST_BYTES).isLessThan(frame.length);
        }
    }

    @Test
    void aResponseIsNotThroughWhileItGoesPastTheHandler() {
        byte[] frame = longFetch((short) 12);
        try (ResponseStream stream = new ResponseStream(GATEWAY).withBypass()) {
            stream.expect(ApiKeys.FETCH, (short) 12, correlationId(frame))
                    .feed(Arrays.copyOf(frame, frame.length - 1), 16_384);

            assertThat(stream.isAtFrameEnd()).isFalse();
        }
    }

    @ParameterizedTest(name = "{0} v{1}")
    @MethodSource("opaque")
    void aResponseWithoutAddressesPassesUnchanged(ApiKeys key, short version) {
        byte[] frame = frame(key, version, 1, 100);

        IntStream.of(1, 7, WHOLE)
                .forEach(pieceBytes -> assertThat(pass(key, version, frame, pieceBytes, NOTHING))
                        .isEqualTo(frame));
    }

    @Test
    void responsesInOneBufferAreToldApart() {
        byte[] fetch = frame(ApiKeys.FETCH, (short) 12, 1, 50);
        byte[] metadata = frame(ApiKeys.METADATA, (short) 12, 2, 50);
        byte[] produce = frame(ApiKeys.PRODUCE, (short) 9, 3, 50);
        for (int pieceBytes : new int[] {1, 3, 11, WHOLE}) {
            try (ResponseStream stream = new ResponseStream(SAME)) {
                stream.expect(ApiKeys.FETCH, (short) 12, 1)
                        .expect(ApiKeys.METADATA, (short) 12, 2)
                        .expect(ApiKeys.PRODUCE, (short) 9, 3);

                byte[] passed = stream.feed(join(fetch, metadata, produce), pieceBytes);

                assertThat(passed).isEqualTo(join(fetch, metadata, produce));
                assertThat(stream.seen).hasSize(1);
            }
        }
    }

    @Test
    void theAddressesOfMetadataAreLearnedAsAllBrokersThatLive() {
        byte[] metadata = frame(ApiKeys.METADATA, (short) 12, 6, 50);
        try (ResponseStream stream = new ResponseStream(GATEWAY)) {
            stream.expect(ApiKeys.METADATA, (short) 12, 6).feed(metadata, WHOLE);

            assertThat(stream.seen).singleElement().satisfies(seen -> {
                assertThat(seen.complete()).isTrue();
                assertThat(seen.addresses().values())
                        .allMatch(address -> address.host().equals(RandomBodies.LEAK));
            });
        }
    }

    @Test
    void apiVersionsOffersKnownApisOnlyAndNoVersionThatCannotBeRewritten() {
        ApiVersionsResponseData offered = new ApiVersionsResponseData();
        add(offered, ApiKeys.METADATA.id, 0, 99);
        add(offered, ApiKeys.SHARE_FETCH.id, 0, 2);
        add(offered, ApiKeys.HEARTBEAT.id, 0, 99);
        add(offered, (short) 12_345, 0, 1);

        ApiVersionsResponseData limited = passApiVersions((short) 4, offered, (short) 4);

        assertThat(limited.apiKeys())
                .extracting(version ->
                        ApiKeys.forId(version.apiKey()) + " " + version.minVersion() + "-" + version.maxVersion())
                .containsExactlyInAnyOrder(
                        "METADATA 0-" + ApiKeys.METADATA.latestVersion(),
                        "SHARE_FETCH 1-" + ApiKeys.SHARE_FETCH.latestVersion(),
                        "HEARTBEAT 0-99");
    }

    @Test
    void aBrokerThatDoesNotKnowTheVersionOfApiVersionsAnswersInVersionZero() {
        ApiVersionsResponseData offered = new ApiVersionsResponseData().setErrorCode((short) 35);
        add(offered, ApiKeys.API_VERSIONS.id, 0, 3);

        ApiVersionsResponseData passed = passApiVersions((short) 4, offered, (short) 0);

        assertThat(passed).isEqualTo(offered);
    }

    @Test
    void anAnswerToNothingIsAViolation() {
        assertViolation(
                ProtocolViolation.UNEXPECTED_RESPONSE,
                stream -> stream.feed(new byte[] {0, 0, 0, 4, 0, 0, 0, 1}, WHOLE));
    }

    @Test
    void anAnswerToAnotherRequestIsAViolation() {
        assertViolation(
                ProtocolViolation.UNEXPECTED_RESPONSE,
                stream -> stream.expect(ApiKeys.HEARTBEAT, (short) 0, 2)
                        .feed(new byte[] {0, 0, 0, 4, 0, 0, 0, 1}, WHOLE));
    }

    @Test
    void aResponseThatIsNotWhatItsVersionSaysIsAViolation() {
        byte[] metadata = frame(ApiKeys.METADATA, (short) 12, 6, 50);
        byte[] cut = ByteBuffer.wrap(metadata).putInt(0, metadata.length - 5).array();

        assertViolation(
                ProtocolViolation.MALFORMED_RESPONSE,
                stream -> stream.expect(ApiKeys.METADATA, (short) 12, 6).feed(cut, WHOLE));
    }

    @Test
    void aFetchWithBytesBehindItsContentIsAViolation() {
        byte[] fetch = frame(ApiKeys.FETCH, (short) 17, 6, 50);
        byte[] longer = join(fetch, new byte[] {1, 2, 3});
        ByteBuffer.wrap(longer).putInt(0, longer.length - 4);

        assertViolation(
                ProtocolViolation.MALFORMED_RESPONSE,
                stream -> stream.expect(ApiKeys.FETCH, (short) 17, 6).feed(longer, WHOLE));
    }

    @Test
    void aHugeResponseThatWouldHaveToBeDecodedIsAViolation() {
        byte[] prefix = ByteBuffer.allocate(8).putInt(1_000_000_000).putInt(1).array();

        assertViolation(
                ProtocolViolation.RESPONSE_TOO_LARGE,
                stream -> stream.expect(ApiKeys.METADATA, (short) 12, 1).feed(prefix, WHOLE));
    }

    private static void assertViolation(ProtocolViolation violation, Consumer<ResponseStream> feeding) {
        try (ResponseStream stream = new ResponseStream(GATEWAY)) {
            assertThatThrownBy(() -> {
                        feeding.accept(stream);
                        stream.checkException();
                    })
                    .isInstanceOfSatisfying(
                            ProtocolViolationException.class,
                            e -> assertThat(e.violation()).isEqualTo(violation));
        }
    }

    static Stream<Arguments> addressBearing() {
        return versions(true);
    }

    /** All but the one whose addresses are always left out. */
    static Stream<Arguments> movable() {
        return versions(true).filter(arguments -> arguments.get()[0] != ApiKeys.DESCRIBE_QUORUM);
    }

    static Stream<Arguments> opaque() {
        return versions(false);
    }

    static Stream<Arguments> walked() {
        return versions(true)
                .filter(arguments -> List.of(
                                ApiKeys.PRODUCE, ApiKeys.FETCH, ApiKeys.SHARE_FETCH, ApiKeys.SHARE_ACKNOWLEDGE)
                        .contains((ApiKeys) arguments.get()[0]));
    }

    private static Stream<Arguments> versions(boolean bearAddresses) {
        return Stream.of(ApiKeys.values())
                .filter(key -> key != ApiKeys.API_VERSIONS && GatewayPlans.isKnown(key.id))
                .flatMap(key -> IntStream.rangeClosed(
                                key.messageType.lowestSupportedVersion(), key.messageType.highestSupportedVersion(true))
                        .filter(version -> GatewayPlans.canRewrite(key.id, (short) version))
                        .filter(version -> bearAddresses
                                != GatewayPlans.plan(key.id, (short) version).passes())
                        .mapToObj(version -> Arguments.of(key, (short) version)));
    }

    /** With records so long that most of them are behind the first piece. */
    private static byte[] longFetch(short version) {
        return IntStream.iterate(0, seed -> seed + 1)
                .mapToObj(seed -> frame(ApiKeys.FETCH, version, seed, 1_000_000))
                .filter(frame -> frame.length > 400_000)
                .findFirst()
                .orElseThrow();
    }

    private static int correlationId(byte[] frame) {
        return ByteBuffer.wrap(frame).getInt(4);
    }

    private static byte[] frame(ApiKeys key, short version, int seed, int recordBytes) {
        ByteBuffer body =
                new RandomBodies(seed, recordBytes).body(key.messageType.responseSchemas()[version]);
        return ResponseStream.frame(key, version, seed, body);
    }

    private static byte[] pass(ApiKeys key, short version, byte[] frame, int pieceBytes, Advertiser advertiser) {
        try (ResponseStream stream = new ResponseStream(advertiser)) {
            int correlationId = ByteBuffer.wrap(frame).getInt(4);
            byte[] passed = stream.expect(key, version, correlationId).feed(frame, pieceBytes);
            stream.checkException();
            return passed;
        }
    }

    private static ApiMessage decode(ApiKeys key, short version, byte[] frame) {
        ByteBuffer bytes = ByteBuffer.wrap(frame);
        assertThat(bytes.getInt()).isEqualTo(frame.length - 4);
        ByteBufferAccessor readable = new ByteBufferAccessor(bytes);
        ResponseHeaderData header = new ResponseHeaderData(readable, key.responseHeaderVersion(version));
        assertThat(header.unknownTaggedFields()).isEmpty();
        ApiMessage body = key.messageType.newResponse();
        body.read(readable, version);
        assertThat(readable.remaining()).isZero();
        return body;
    }

    private static ApiMessage withoutEndpoints(ApiMessage body) {
        if (body instanceof FetchResponseData fetch) {
            fetch.nodeEndpoints().clear();
        } else if (body instanceof ProduceResponseData produce) {
            produce.nodeEndpoints().clear();
        } else if (body instanceof ShareFetchResponseData share) {
            share.nodeEndpoints().clear();
        } else if (body instanceof ShareAcknowledgeResponseData share) {
            share.nodeEndpoints().clear();
        }
        return body;
    }

    private static ApiMessage withoutUnknownTags(ApiMessage body) {
        body.unknownTaggedFields().clear();
        return body;
    }

    private static ApiVersionsResponseData passApiVersions(
            short asked, ApiVersionsResponseData answer, short answeredVersion) {
        ObjectSerializationCache cache = new ObjectSerializationCache();
        ByteBufferAccessor body = new ByteBufferAccessor(ByteBuffer.allocate(answer.size(cache, answeredVersion)));
        answer.write(body, cache, answeredVersion);
        body.flip();
        byte[] passed = pass(
                ApiKeys.API_VERSIONS,
                asked,
                ResponseStream.frame(ApiKeys.API_VERSIONS, answeredVersion, 5, body.buffer()),
                WHOLE,
                GATEWAY);
        return (ApiVersionsResponseData) decode(ApiKeys.API_VERSIONS, answeredVersion, passed);
    }

    private static void add(ApiVersionsResponseData data, short key, int min, int max) {
        data.apiKeys()
                .add(new ApiVersionsResponseData.ApiVersion()
                        .setApiKey(key)
                        .setMinVersion((short) min)
                        .setMaxVersion((short) max));
    }

    private static byte[] join(byte[]... parts) {
        ByteBuffer joined = ByteBuffer.allocate(
                Stream.of(parts).mapToInt(part -> part.length).sum());
        Stream.of(parts).forEach(joined::put);
        return joined.array();
    }
}
