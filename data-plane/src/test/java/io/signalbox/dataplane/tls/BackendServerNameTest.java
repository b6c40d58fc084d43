package io.signalbox.dataplane.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.AbstractSniHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import io.signalbox.dataplane.config.BackendTls;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which server name a broker is told. */
class BackendServerNameTest {

    static Stream<Arguments> hosts() {
        return Stream.of(TlsEngine.BORINGSSL, TlsEngine.JDK)
                .flatMap(engine -> Stream.of(
                        Arguments.of(engine, "kafka.example.com", "kafka.example.com"),
                        Arguments.of(engine, "kafka.example.com.", "kafka.example.com"),
                        Arguments.of(engine, "Kafka.EXAMPLE.com.", "kafka.example.com"),
                        Arguments.of(engine, "kafka", "kafka"),
                        Arguments.of(engine, "kafka.", "kafka"),
                        Arguments.of(engine, "b\u00fccher.example", "xn--bcher-kva.example"),
                        Arguments.of(engine, "192.0.2.17", ""),
                        Arguments.of(engine, "2001:db8::17", "")));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("hosts")
    void isTheHostAsItStandsInCertificates(TlsEngine engine, String host, String name) {
        BackendTls tls = new BackendTls(false, Optional.empty(), List.of("TLSv1.3"), Optional.empty());
        SslHandler handler = new BackendContexts(engine).handler(tls, ByteBufAllocator.DEFAULT, host, 9093);
        EmbeddedChannel client = new EmbeddedChannel(handler);

        String told = serverName(client.readOutbound());

        assertThat(told).isEqualTo(name);
        assertThat(handler.engine().getPeerHost()).doesNotEndWith(".");
        client.finishAndReleaseAll();
    }

    /** Empty for none. */
    private static String serverName(ByteBuf clientHello) {
        Reader reader = new Reader();
        EmbeddedChannel server = new EmbeddedChannel(reader);
        server.writeInbound(clientHello);
        server.finishAndReleaseAll();
        return reader.name.orElseThrow();
    }

    private static final class Reader extends AbstractSniHandler<String> {
        private Optional<String> name = Optional.empty();

        @Override
        protected Future<String> lookup(ChannelHandlerContext ctx, @Nullable String serverName) {
            name = Optional.of(serverName == null ? "" : serverName);
            return ctx.executor().newSucceededFuture("");
        }

        @Override
        protected void onLookupComplete(ChannelHandlerContext ctx, @Nullable String serverName, Future<String> found) {
            // the name is all that is wanted
        }
    }
}
