package io.signalbox.dataplane.kafka;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.signalbox.dataplane.kafka.exchange.ApiPlan;
import io.signalbox.dataplane.kafka.exchange.Exchanges;
import io.signalbox.dataplane.kafka.exchange.LayerSession;
import io.signalbox.dataplane.kafka.exchange.Plans;
import io.signalbox.dataplane.kafka.exchange.Reply;
import io.signalbox.dataplane.kafka.exchange.ResponsePlan;
import io.signalbox.dataplane.kafka.exchange.Roundtrips;
import io.signalbox.dataplane.kafka.rewrite.AddressLayer;
import io.signalbox.dataplane.kafka.rewrite.Advertiser;
import io.signalbox.dataplane.kafka.rewrite.OfferedVersions;
import io.signalbox.dataplane.kafka.rewrite.SeenBrokers;
import io.signalbox.dataplane.login.LoginLayer;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.common.protocol.ApiKeys;

/** The plans of a plain virtual cluster, and what the tests of messages ask of them. */
public final class GatewayPlans {

    public static final Plans PLANS = Plans.of(List.of(new LoginLayer(), new OfferedVersions(), new AddressLayer()));

    private GatewayPlans() {}

    /** Of a connection on which nobody logs in. */
    public static Exchanges exchanges(Advertiser advertiser, Consumer<SeenBrokers> onSeen) {
        return exchanges(new LayerSession() {}, advertiser, onSeen);
    }

    static Exchanges exchanges(LayerSession login, Advertiser advertiser, Consumer<SeenBrokers> onSeen) {
        return new Exchanges(
                new Roundtrips(),
                PLANS,
                login,
                OfferedVersions.session(PLANS),
                AddressLayer.session(advertiser, onSeen));
    }

    public static boolean isKnown(short apiKey) {
        return PLANS.find(apiKey) != null;
    }

    public static boolean canRewrite(short apiKey, short version) {
        ApiPlan plan = PLANS.find(apiKey);
        return plan != null && plan.reads(version);
    }

    public static ResponsePlan plan(short apiKey, short version) {
        return PLANS.response(apiKey, version);
    }

    /** What becomes of a whole frame that begins with its size. */
    public static ByteBuf rewrite(
            ApiKeys api, short version, ByteBuf frame, Advertiser advertiser, Consumer<SeenBrokers> onSeen) {
        return plan(api.id, version)
                .change(
                        exchanges(advertiser, onSeen).handling().sessions(),
                        new Object[0],
                        frame,
                        frame.readerIndex(),
                        frame.readableBytes(),
                        UnpooledByteBufAllocator.DEFAULT)
                .match(Reply.Ready::frame, later -> {
                    throw new AssertionError("addresses are rewritten at once");
                });
    }
}
