package io.signalbox.dataplane.kafka.rewrite;

import static java.util.Map.entry;

import java.util.EnumMap;
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
 * Which APIs' responses carry broker addresses, and from which version on. A test walks every response schema of the
 * Kafka library and fails when this list is not all of them.
 */
final class RewrittenApis {

    /**
     * How one API's responses are rewritten from {@code fromVersion} on; earlier ones carry no address.
     *
     * @param rewriter of the decoded response; empty for Metadata, which is rewritten as bytes
     */
    record Api(int fromVersion, Optional<Rewriter> rewriter, boolean endpointsStandLast) {}

    /** Rewrites one kind of response, decoded, in place: every broker address becomes the gateway's or disappears. */
    @FunctionalInterface
    interface Rewriter {

        /** Returns the addresses that stood in the response. */
        SeenBrokers rewrite(ApiMessage body, Advertiser advertiser);
    }

    static final Map<ApiKeys, Api> APIS = new EnumMap<>(Map.ofEntries(
            entry(ApiKeys.METADATA, new Api(0, Optional.empty(), false)),
            entry(
                    ApiKeys.FIND_COORDINATOR,
                    decoded(0, (body, to) -> FindCoordinatorRewriter.rewrite((FindCoordinatorResponseData) body, to))),
            entry(
                    ApiKeys.DESCRIBE_CLUSTER,
                    decoded(0, (body, to) -> DescribeClusterRewriter.rewrite((DescribeClusterResponseData) body, to))),
            entry(
                    ApiKeys.DESCRIBE_QUORUM,
                    decoded(2, (body, to) -> DescribeQuorumRewriter.rewrite((DescribeQuorumResponseData) body, to))),
            entry(
                    ApiKeys.PRODUCE,
                    walked(10, (body, to) -> NodeEndpointsRewriter.produce((ProduceResponseData) body, to))),
            entry(ApiKeys.FETCH, walked(16, (body, to) -> NodeEndpointsRewriter.fetch((FetchResponseData) body, to))),
            entry(
                    ApiKeys.SHARE_FETCH,
                    walked(0, (body, to) -> NodeEndpointsRewriter.shareFetch((ShareFetchResponseData) body, to))),
            entry(
                    ApiKeys.SHARE_ACKNOWLEDGE,
                    walked(
                            0,
                            (body, to) ->
                                    NodeEndpointsRewriter.shareAcknowledge((ShareAcknowledgeResponseData) body, to)))));

    private RewrittenApis() {}

    static Optional<Api> find(ApiKeys key) {
        return Optional.ofNullable(APIS.get(key));
    }

    private static Api decoded(int fromVersion, Rewriter rewriter) {
        return new Api(fromVersion, Optional.of(rewriter), false);
    }

    private static Api walked(int fromVersion, Rewriter rewriter) {
        return new Api(fromVersion, Optional.of(rewriter), true);
    }
}
