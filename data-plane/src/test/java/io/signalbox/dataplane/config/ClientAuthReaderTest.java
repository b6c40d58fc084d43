package io.signalbox.dataplane.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.dataplane.config.ClientAuth.Mediation;
import io.signalbox.proto.config.v1.AnonymousAuth;
import io.signalbox.proto.config.v1.OauthBearerAuth;
import io.signalbox.proto.config.v1.PlainLogin;
import io.signalbox.proto.config.v1.SaslPlainAuth;
import io.signalbox.proto.config.v1.SaslScramAuth;
import io.signalbox.proto.config.v1.WireClientAuth;
import io.signalbox.proto.config.v1.WireClientAuth.Builder;
import io.signalbox.proto.config.v1.WireMediation;
import io.signalbox.proto.config.v1.WireScramAlgorithm;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClientAuthReaderTest {

    private final Snapshots snapshots = new Snapshots().backend(1);

    @AfterEach
    void forgetVariables() {
        Snapshots.VARIABLES.clear();
    }

    @Test
    void everyKindIsReadInItsOrder() {
        snapshots.virtual(
                2,
                1,
                entry().setSaslScram(
                                SaslScramAuth.newBuilder().setAlgorithm(WireScramAlgorithm.SCRAM_ALGORITHM_SHA_256))
                        .build(),
                entry().setOauthBearer(OauthBearerAuth.newBuilder()
                                .setMediation(WireMediation.MEDIATION_TERMINATE)
                                .setJwksEndpoint("https://issuer.test/keys")
                                .setJwksTimeoutMillis(2_000)
                                .setJwksCacheMillis(60_000)
                                .setIssuer("https://issuer.test")
                                .addAudiences("kafka"))
                        .build(),
                entry().setAnonymous(AnonymousAuth.getDefaultInstance()).build());

        assertThat(authentication(snapshots.build()))
                .containsExactly(
                        new ClientAuth.SaslScram(io.signalbox.dataplane.config.ScramAlgorithm.SHA_256),
                        new ClientAuth.OauthBearer(
                                Mediation.TERMINATE,
                                new TokenRules(
                                        Optional.of(URI.create("https://issuer.test/keys")),
                                        Duration.ofSeconds(2),
                                        Duration.ofMinutes(1),
                                        Optional.of("https://issuer.test"),
                                        List.of("kafka"),
                                        "sub")),
                        new ClientAuth.Anonymous());
    }

    @Test
    void namesAndPasswordsMayReferToTheEnvironment() {
        Snapshots.VARIABLES.put("NAME", "alice");
        Snapshots.VARIABLES.put("PASSWORD", "wonder");
        snapshots.virtual(2, 1, plain("${env['NAME']}", "${vault.env[\"PASSWORD\"]}"));

        assertThat(authentication(snapshots.build()))
                .containsExactly(new ClientAuth.SaslPlain(Mediation.TERMINATE, Map.of("alice", Password.of("wonder"))));
    }

    @Test
    void aVariableThatIsNotSetTakesTheVirtualClusterDownAndIsNamed() {
        snapshots.virtual(2, 1, plain("alice", "${env['PASSWORD']}"));

        assertThat(problem(snapshots.build())).contains("principals.password", "[PASSWORD]", "not set");
    }

    @Test
    void twoPrincipalsWithOneNameAreRefused() {
        Snapshots.VARIABLES.put("NAME", "alice");
        snapshots.virtual(
                2,
                1,
                entry().setSaslPlain(SaslPlainAuth.newBuilder()
                                .setMediation(WireMediation.MEDIATION_TERMINATE)
                                .addPrincipals(login("alice", "one"))
                                .addPrincipals(login("${env['NAME']}", "two")))
                        .build());

        assertThat(problem(snapshots.build())).contains("two of its principals have one name, [alice]");
    }

    @Test
    void tokensCannotBeCheckedWithoutKeys() {
        snapshots.virtual(
                2,
                1,
                entry().setOauthBearer(
                                OauthBearerAuth.newBuilder().setMediation(WireMediation.MEDIATION_VALIDATE_FORWARD))
                        .build());

        assertThat(problem(snapshots.build())).contains("has no jwks");
    }

    @Test
    void noAuthenticationAtAllIsNotServed() {
        snapshots.virtual(2, 1, new WireClientAuth[0]);

        assertThat(problem(snapshots.build())).contains("declares no authentication");
    }

    @Test
    void whatThisNodeDoesNotKnowIsNotServed() {
        snapshots.virtual(2, 1, entry().build());

        assertThat(problem(snapshots.build())).contains("run a newer release of the node");
    }

    @Test
    void noPasswordIsPrinted() {
        snapshots.virtual(2, 1, plain("alice", "wonder"));

        assertThat(snapshots.build().image().toString()).contains("alice").doesNotContain("wonder");
    }

    private static List<ClientAuth> authentication(ImageBuilder.Built built) {
        return built.image().virtualCluster(Snapshots.id(2)).orElseThrow().authentication();
    }

    private static String problem(ImageBuilder.Built built) {
        assertThat(built.image().virtualClusters()).isEmpty();
        assertThat(built.problems()).extracting(ConfigProblem::code).containsExactly("virtual_cluster.invalid");
        return built.problems().get(0).message();
    }

    private static WireClientAuth plain(String name, String password) {
        return entry().setSaslPlain(SaslPlainAuth.newBuilder()
                        .setMediation(WireMediation.MEDIATION_TERMINATE)
                        .addPrincipals(login(name, password)))
                .build();
    }

    private static PlainLogin login(String name, String password) {
        return PlainLogin.newBuilder().setUsername(name).setPassword(password).build();
    }

    private static Builder entry() {
        return WireClientAuth.newBuilder();
    }
}
