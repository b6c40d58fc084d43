package io.signalbox.dataplane.kafka.rewrite;

import static java.util.Map.entry;

import io.signalbox.dataplane.kafka.schema.Mark;
import io.signalbox.dataplane.kafka.schema.MessageKind;
import io.signalbox.dataplane.kafka.schema.MessageProgram;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.message.DescribeClusterResponseData;
import org.apache.kafka.common.message.DescribeQuorumResponseData;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FindCoordinatorResponseData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.ShareAcknowledgeResponseData;
import org.apache.kafka.common.message.ShareFetchResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;

/**
 * The APIs whose responses carry broker addresses. From which version on they do, {@code marks.csv} tells. A test walks
 * every response schema of the Kafka library and fails when this list is not all of them.
 */
final class RewrittenApis {

    /**
     * How one API's responses are rewritten from {@code fromVersion} on; earlier ones carry no address.
     *
     * @param rewriter of the decoded response; empty for Metadata, which is rewritten as bytes
     */
    record Api(short fromVersion, Optional<Rewriter> rewriter, boolean endpointsStandLast) {}

    /** Rewrites one kind of response, decoded, in place: every broker address becomes the gateway's or disappears. */
    @FunctionalInterface
    interface Rewriter {

        /** Returns the addresses that stood in the response. */
        SeenBrokers rewrite(ApiMessage body, Advertiser advertiser);
    }

    static final Map<ApiKeys, Api> APIS = new EnumMap<>(Map.ofEntries(
            entry(ApiKeys.METADATA, asBytes(ApiKeys.METADATA)),
            decoded(
                    ApiKeys.FIND_COORDINATOR,
                    (body, to) -> FindCoordinatorRewriter.rewrite((FindCoordinatorResponseData) body, to)),
            decoded(
                    ApiKeys.DESCRIBE_CLUSTER,
                    (body, to) -> DescribeClusterRewriter.rewrite((DescribeClusterResponseData) body, to)),
            decoded(
                    ApiKeys.DESCRIBE_QUORUM,
                    (body, to) -> DescribeQuorumRewriter.rewrite((DescribeQuorumResponseData) body, to)),
            walked(ApiKeys.PRODUCE, (body, to) -> NodeEndpointsRewriter.produce((ProduceResponseData) body, to)),
            walked(ApiKeys.FETCH, (body, to) -> NodeEndpointsRewriter.fetch((FetchResponseData) body, to)),
            walked(
                    ApiKeys.SHARE_FETCH,
                    (body, to) -> NodeEndpointsRewriter.shareFetch((ShareFetchResponseData) body, to)),
            walked(
                    ApiKeys.SHARE_ACKNOWLEDGE,
                    (body, to) -> NodeEndpointsRewriter.shareAcknowledge((ShareAcknowledgeResponseData) body, to))));

    private RewrittenApis() {}

    static Optional<Api> find(ApiKeys key) {
        return Optional.ofNullable(APIS.get(key));
    }

    private static Api asBytes(ApiKeys key) {
        return new Api(fromVersion(key), Optional.empty(), false);
    }

    private static Map.Entry<ApiKeys, Api> decoded(ApiKeys key, Rewriter rewriter) {
        return entry(key, new Api(fromVersion(key), Optional.of(rewriter), false));
    }

    private static Map.Entry<ApiKeys, Api> walked(ApiKeys key, Rewriter rewriter) {
        return entry(key, new Api(fromVersion(key), Optional.of(rewriter), true));
    }

    /** The oldest version that the library reads and that has a field for a broker's host. */
    private static short fromVersion(ApiKeys key) {
        short version = key.messageType.lowestSupportedVersion();
        while (!MessageProgram.compile(MessageKind.response(key, version), EnumSet.of(Mark.HOST))
                .findsAnything()) {
            version++;
        }
        return version;
    }
}
