package io.signalbox.dataplane.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.Future;
import io.signalbox.dataplane.config.BackendCluster;
import io.signalbox.dataplane.config.BackendLogin;
import io.signalbox.dataplane.config.Password;
import io.signalbox.dataplane.config.ProblemBoard;
import io.signalbox.dataplane.config.ScramAlgorithm;
import io.signalbox.routing.HostPort;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.common.message.SaslAuthenticateResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The node's side of a login, against Kafka's own other side. */
class UpstreamLoginTest {

    private static final HostPort ADDRESS = new HostPort("kafka-1", 9092);
    private static final String SECRET = "s3cr=t, ünusual";
    private static final List<String> ALL = List.of("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512");

    private final ProblemBoard board = new ProblemBoard();
    private final UpstreamProblems problems = new UpstreamProblems(cluster(), board);
    private final Queue<Runnable> hashes = new ArrayDeque<>();
    private final SaltedPasswords passwords = new SaltedPasswords(hashes::add);
    private final EmbeddedChannel channel = new EmbeddedChannel();

    @BeforeEach
    void connect() {
        channel.attr(Dialer.ADDRESS).set(ADDRESS);
        channel.config().setAutoRead(false);
    }

    @AfterEach
    void release() {
        channel.finishAndReleaseAll();
    }

    static Stream<BackendLogin> logins() {
        return Stream.of(plain(SECRET), scram(ScramAlgorithm.SHA_256, SECRET), scram(ScramAlgorithm.SHA_512, SECRET));
    }

    @ParameterizedTest
    @MethodSource("logins")
    void aGoodLoginCompletesWithTheLifetimeThatTheBrokerGives(BackendLogin login) {
        Future<Duration> done = begin(login);

        talk(new SaslBroker(ALL, "gateway=1", SECRET));

        assertThat(done.getNow()).isEqualTo(Duration.ofMillis(SaslBroker.LIFETIME_MILLIS));
        assertThat(channel.pipeline().get(LoginHandler.class)).isNull();
        assertThat(channel.config().isAutoRead()).isFalse();
        assertThat(board.problems()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("logins")
    void theSameConnectionCanBeLoggedInAgain(BackendLogin login) {
        SaslBroker broker = new SaslBroker(ALL, "gateway=1", SECRET);
        begin(login);
        talk(broker);

        Future<Duration> again = begin(login);
        talk(broker);

        assertThat(again.isSuccess()).isTrue();
    }

    @Test
    void theSlowHashIsMadeOnceAndNotOnTheEventLoop() {
        SaslBroker broker = new SaslBroker(ALL, "gateway=1", SECRET);
        Future<Duration> first = begin(scram(ScramAlgorithm.SHA_256, SECRET));
        exchange(broker);
        assertThat(first.isDone()).isFalse();
        assertThat(hashes).hasSize(1);
        talk(broker);

        Future<Duration> second = begin(scram(ScramAlgorithm.SHA_256, SECRET));
        exchange(broker);

        assertThat(second.isSuccess()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("logins")
    void aRefusalHasTheBrokersWordsAndNotTheSecretAndIsAProblemUntilALoginSucceeds(BackendLogin login) {
        Future<Duration> refused = begin(login);
        talk(new SaslBroker(ALL, "gateway=1", "another"));

        assertThat(reason(refused)).isEqualTo(UpstreamException.Reason.BACKEND_AUTHENTICATION_FAILED);
        assertThat(refused.cause())
                .hasMessageStartingWith("kafka-1:9092 refuses " + login.mechanism() + ": ")
                .hasMessageContaining("nvalid");
        assertThat(board.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo("backend_cluster.authentication_failed");
            assertThat(problem.message())
                    .contains("backend cluster [orders]", login.mechanism())
                    .doesNotContain(SECRET);
        });

        begin(login);
        talk(new SaslBroker(ALL, "gateway=1", SECRET));
        assertThat(board.problems()).isEmpty();
    }

    @Test
    void aMechanismThatTheBrokerDoesNotHaveIsAnsweredWithThoseThatItHas() {
        Future<Duration> refused = begin(plain(SECRET));
        talk(new SaslBroker(List.of("SCRAM-SHA-512", "OAUTHBEARER"), "gateway=1", SECRET));

        assertThat(refused.cause()).hasMessageContaining("the broker takes only [SCRAM-SHA-512, OAUTHBEARER]");
    }

    @Test
    void aBrokerThatRepeatsTheSecretDoesNotGetItIntoAMessage() {
        Future<Duration> refused = begin(plain(SECRET));
        talk(new SaslBroker(ALL, "gateway=1", SECRET) {
            @Override
            SaslAuthenticateResponseData authenticate(byte[] token) {
                return new SaslAuthenticateResponseData()
                        .setErrorCode(Errors.SASL_AUTHENTICATION_FAILED.code())
                        .setErrorMessage("not\n[" + SECRET + "]");
            }
        });

        assertThat(refused.cause()).hasMessage("kafka-1:9092 refuses PLAIN: not [***]");
        assertThat(board.problems().toString()).doesNotContain(SECRET);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4_095, 1_000_001})
    void iterationsThatAreTooFewOrTooManyAreRefusedByUs(int iterations) {
        Future<Duration> refused = begin(scram(ScramAlgorithm.SHA_256, SECRET));
        talk(saying(first -> "r=" + first.replaceAll(".*r=", "") + "x,s=c2FsdA==,i=" + iterations));

        assertThat(refused.cause())
                .hasMessageContaining("it asks for " + iterations + " iterations, and the node does 4096 to 1000000");
        assertThat(hashes).isEmpty();
    }

    @Test
    void aBrokerThatDoesNotKnowThePasswordItselfIsNotTrusted() {
        Future<Duration> refused = begin(scram(ScramAlgorithm.SHA_256, SECRET));
        talk(saying(said ->
                said.startsWith("n,") ? "r=" + said.replaceAll(".*r=", "") + "x,s=c2FsdA==,i=4096" : "v=bm90IGtub3du"));

        assertThat(refused.cause()).hasMessageContaining("its signature is wrong");
    }

    @Test
    void aNonceThatIsNotOursIsNotAnswered() {
        Future<Duration> refused = begin(scram(ScramAlgorithm.SHA_256, SECRET));
        talk(saying(first -> "r=another,s=c2FsdA==,i=4096"));

        assertThat(refused.cause()).hasMessageContaining("nonce");
    }

    @Test
    void whatFollowsTheLastResponseIsLeftToTheHandlersBehind() {
        SaslBroker broker = new SaslBroker(ALL, "gateway=1", SECRET);
        begin(plain(SECRET));
        channel.writeInbound(broker.answer(channel.readOutbound()));
        ByteBuf last = broker.answer(channel.readOutbound());
        for (int i = 0; i < last.readableBytes() - 1; i++) {
            channel.writeInbound(last.retainedSlice(i, 1));
        }
        channel.writeInbound(Unpooled.wrappedBuffer(
                last.slice(last.readableBytes() - 1, 1), Unpooled.wrappedBuffer(new byte[] {7, 8, 9})));

        ByteBuf rest = channel.readInbound();

        assertThat(rest.readableBytes()).isEqualTo(3);
        rest.release();
    }

    @Test
    void aBrokerThatSaysNothingIsNotWaitedForForEver() {
        Future<Duration> lost = begin(plain(SECRET));

        channel.advanceTimeBy(UpstreamLogin.TIMEOUT_SECONDS, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();

        assertThat(reason(lost)).isEqualTo(UpstreamException.Reason.BACKEND_UNREACHABLE);
        assertThat(lost.cause()).hasMessageContaining("did not answer the login within 10 s");
        assertThat(board.problems()).isEmpty();
    }

    @Test
    void aBrokerThatGoesAwayHasNotRefused() {
        Future<Duration> lost = begin(plain(SECRET));

        channel.close();

        assertThat(reason(lost)).isEqualTo(UpstreamException.Reason.BACKEND_UNREACHABLE);
        assertThat(board.problems()).isEmpty();
    }

    @Test
    void anAnswerThatIsTooLargeOrNoneOfKafkasEndsTheLogin() {
        Future<Duration> large = begin(plain(SECRET));
        channel.writeInbound(Unpooled.buffer().writeInt(1_000_000).writeZero(100));
        Future<Duration> strange = begin(plain(SECRET));
        channel.writeInbound(Unpooled.buffer().writeInt(5).writeZero(5));

        assertThat(large.cause()).isInstanceOf(UpstreamException.class);
        assertThat(reason(strange)).isEqualTo(UpstreamException.Reason.BACKEND_AUTHENTICATION_FAILED);
    }

    @Test
    void whenTooManyLoginsWaitTheNextIsRefusedAndALaterOneIsNot() {
        boolean[] full = {true};
        SaltedPasswords busy = new SaltedPasswords(task -> {
            if (full[0]) {
                throw new RejectedExecutionException();
            }
            task.run();
        });
        SaslBroker broker = new SaslBroker(ALL, "gateway=1", SECRET);
        Future<Duration> refused = begin(scram(ScramAlgorithm.SHA_256, SECRET), busy);
        talk(broker);
        full[0] = false;
        Future<Duration> later = begin(scram(ScramAlgorithm.SHA_256, SECRET), busy);
        talk(broker);

        assertThat(refused.cause()).hasMessageContaining("too many logins are waiting");
        assertThat(later.isSuccess()).isTrue();
    }

    @Test
    void whereThereIsNothingToSayNothingIsSaid() {
        Future<Duration> done = begin(new BackendLogin.Anonymous());

        assertThat(done.getNow()).isEqualTo(Duration.ZERO);
        assertThat(channel.<Object>readOutbound()).isNull();
    }

    private Future<Duration> begin(BackendLogin login) {
        return begin(login, passwords);
    }

    private Future<Duration> begin(BackendLogin login, SaltedPasswords salted) {
        return new UpstreamLogin().login(channel, login, salted, problems);
    }

    /** Until neither side says anything, and nothing is to be hashed. */
    private void talk(SaslBroker broker) {
        exchange(broker);
        for (Runnable hash = hashes.poll(); hash != null; hash = hashes.poll()) {
            hash.run();
            exchange(broker);
        }
    }

    private void exchange(SaslBroker broker) {
        for (ByteBuf request = channel.readOutbound(); request != null; request = channel.readOutbound()) {
            channel.writeInbound(broker.answer(request));
            request.release();
        }
    }

    private static UpstreamException.Reason reason(Future<Duration> failed) {
        return ((UpstreamException) failed.cause()).reason();
    }

    private static BackendLogin plain(String password) {
        return new BackendLogin.Plain("gateway=1", Password.of(password));
    }

    private static BackendLogin scram(ScramAlgorithm algorithm, String password) {
        return new BackendLogin.Scram(algorithm, "gateway=1", Password.of(password));
    }

    private interface Saying {
        String to(String said);
    }

    private static SaslBroker saying(Saying saying) {
        return new SaslBroker(ALL, "gateway=1", SECRET) {
            @Override
            SaslAuthenticateResponseData authenticate(byte[] token) {
                return new SaslAuthenticateResponseData()
                        .setAuthBytes(saying.to(new String(token, StandardCharsets.UTF_8))
                                .getBytes(StandardCharsets.UTF_8));
            }
        };
    }

    private static BackendCluster cluster() {
        return new BackendCluster(
                new UUID(0, 1),
                "orders",
                List.of(ADDRESS),
                Duration.ofSeconds(60),
                Optional.empty(),
                new BackendLogin.Anonymous(),
                false);
    }
}
