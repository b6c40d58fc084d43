package io.signalbox.dataplane.kafka.rewrite;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.signalbox.dataplane.kafka.exchange.Answer;
import io.signalbox.dataplane.kafka.exchange.Layer;
import io.signalbox.dataplane.kafka.exchange.LayerSession;
import io.signalbox.dataplane.kafka.exchange.SeenResponse;
import io.signalbox.dataplane.kafka.exchange.Touch;
import java.util.function.Consumer;
import org.apache.kafka.common.protocol.ApiKeys;

/** Replaces the brokers' addresses in responses by those under which the gateway exposes them. */
public record AddressLayer() implements Layer {

    @Override
    public short oldest(ApiKeys api) {
        short readable = api.messageType.lowestSupportedVersion();
        return RewrittenApis.find(api)
                .filter(rewritten -> readable == rewritten.fromVersion()) // an older one may have an address, too
                .map(rewritten -> readable)
                .orElse((short) 0);
    }

    @Override
    public short newest(ApiKeys api) {
        return RewrittenApis.find(api).isPresent() ? api.latestVersion() : Short.MAX_VALUE;
    }

    @Override
    public Touch response(ApiKeys api, short version) {
        return RewrittenApis.find(api)
                .filter(rewritten -> version >= rewritten.fromVersion())
                .map(rewritten -> rewritten.endpointsStandLast() ? Touch.WALK : Touch.WHOLE)
                .orElse(Touch.PASS);
    }

    /**
     * Of one connection.
     *
     * @param onSeen is told the addresses of every response that is changed
     */
    public static LayerSession session(Advertiser advertiser, Consumer<SeenBrokers> onSeen) {
        return new LayerSession() {
            @Override
            public ByteBuf onResponse(SeenResponse response, ByteBufAllocator allocator) {
                MetadataFrame.Rewritten rewritten = RewrittenApis.find(response.api())
                        .flatMap(RewrittenApis.Api::rewriter)
                        .map(rewriter -> rewrite(rewriter, response.read(), allocator))
                        .orElseGet(() -> MetadataFrame.rewrite(
                                response.in().slice(response.index(), response.bytes()),
                                response.version(),
                                advertiser,
                                allocator));
                onSeen.accept(rewritten.seen());
                return rewritten.frame();
            }

            private MetadataFrame.Rewritten rewrite(
                    RewrittenApis.Rewriter rewriter, Answer answer, ByteBufAllocator allocator) {
                SeenBrokers seen = rewriter.rewrite(answer.body(), advertiser);
                return new MetadataFrame.Rewritten(answer.encode(allocator), seen);
            }
        };
    }
}
