package io.signalbox.dataplane.kafka.rewrite;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.signalbox.dataplane.kafka.exchange.Answer;
import io.signalbox.dataplane.kafka.exchange.ApiPlan;
import io.signalbox.dataplane.kafka.exchange.Layer;
import io.signalbox.dataplane.kafka.exchange.LayerSession;
import io.signalbox.dataplane.kafka.exchange.Plans;
import io.signalbox.dataplane.kafka.exchange.ResponsePlan;
import io.signalbox.dataplane.kafka.exchange.SeenResponse;
import io.signalbox.dataplane.kafka.exchange.Touch;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.ApiVersionsResponseData.ApiVersion;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * ApiVersions offers known APIs only, and of those no version that a layer cannot read. What no layer has to read is
 * offered as the broker has it, versions that are newer than we know included: they pass as bytes.
 */
public record OfferedVersions() implements Layer {

    @Override
    public short newest(ApiKeys api) {
        return api == ApiKeys.API_VERSIONS ? api.latestVersion() : Short.MAX_VALUE;
    }

    @Override
    public Touch response(ApiKeys api, short version) {
        return api == ApiKeys.API_VERSIONS ? Touch.WHOLE : Touch.PASS;
    }

    /** Of the connections that have these plans. */
    public static LayerSession session(Plans plans) {
        return new LayerSession() {
            @Override
            public ByteBuf onResponse(SeenResponse response, ByteBufAllocator allocator) {
                ByteBuf in = response.in();
                short version = answeredVersion(in, response.index(), response.bytes()) ? response.version() : 0;
                Answer answer = Answer.read(in, response.index(), response.bytes(), ApiKeys.API_VERSIONS, version);
                ((ApiVersionsResponseData) answer.body()).apiKeys().removeIf(offered -> !limit(plans, offered));
                return answer.encode(allocator);
            }
        };
    }

    /** A broker that does not know a version of ApiVersions answers in version 0 (KIP-511). */
    private static boolean answeredVersion(ByteBuf in, int index, int bytes) {
        int error = index + ResponsePlan.PREFIX_BYTES;
        return bytes < ResponsePlan.PREFIX_BYTES + Short.BYTES
                || in.getShort(error) != Errors.UNSUPPORTED_VERSION.code();
    }

    private static boolean limit(Plans plans, ApiVersion offered) {
        @Nullable ApiPlan api = plans.find(offered.apiKey());
        if (api == null) {
            return false;
        }
        offered.setMinVersion((short) Math.max(offered.minVersion(), api.oldest()));
        offered.setMaxVersion((short) Math.min(offered.maxVersion(), api.newest()));
        return offered.minVersion() <= offered.maxVersion();
    }
}
