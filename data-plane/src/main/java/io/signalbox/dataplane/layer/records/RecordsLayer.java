package io.signalbox.dataplane.layer.records;

import io.signalbox.dataplane.kafka.exchange.Layer;
import io.signalbox.dataplane.kafka.exchange.Touch;
import org.apache.kafka.common.protocol.ApiKeys;

/**
 * Policies for records. Where records that are read have policies there are no share groups: what such a group is not given
 * counts as consumed, for all of its members. Of clients that nobody knows yet it sees nothing.
 *
 * @param seesProduce where records that are written have policies
 * @param seesFetch where records that are read have policies
 */
public record RecordsLayer(boolean seesProduce, boolean seesFetch) implements Layer {

    /** Enough for a hundred thousand partitions. */
    private static final int MAX_FETCH_BYTES = 16 * 1024 * 1024;

    @Override
    public short newest(ApiKeys api) {
        return switch (api) {
            case PRODUCE, FETCH -> api.latestVersion(false);
            case SHARE_GROUP_HEARTBEAT, SHARE_FETCH, SHARE_ACKNOWLEDGE -> seesFetch ? -1 : Short.MAX_VALUE;
            default -> Short.MAX_VALUE;
        };
    }

    @Override
    public Touch request(ApiKeys api) {
        boolean seen = (api == ApiKeys.PRODUCE && seesProduce) || (api == ApiKeys.FETCH && seesFetch);
        return seen ? Touch.WHOLE : Touch.PASS;
    }

    @Override
    public Touch strangersRequest(ApiKeys api) {
        return Touch.PASS;
    }

    @Override
    public int longestRequest(ApiKeys api) {
        return api == ApiKeys.FETCH && seesFetch ? MAX_FETCH_BYTES : Integer.MAX_VALUE;
    }
}
