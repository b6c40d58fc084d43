package io.signalbox.controlplane;

import static io.signalbox.controlplane.Api.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.node.ObjectNode;

/** Every field of a virtual cluster. */
class VirtualClusterIT {

    private static final String FETCH =
            "'fetch_kong_identity_principal':{'directory':'d','fetch_by':{'key':'k'},'failure_mode':'ignore'}";
    private static final String NAMESPACE =
            "{'mode':'hide_prefix','prefix':'orders_','additional':{'topics':[{'type':'glob','glob':'user_*','conflict':'warn'},"
                    + "{'type':'exact_list','exact_list':[{'backend':'user_actions'}],'conflict':'ignore'}],"
                    + "'consumer_groups':[{'type':'glob','glob':'*'},{'type':'exact_list','exact_list':[{'value':'g'}]}]}}";

    private static final String REFERENCE = "${env[\\\"B\\\"]}";

    private final Api api = TestControlPlane.shared().api();
    private final String gateway = api.newGateway();
    private final String clusters = gateway + "/virtual-clusters";
    private final String backend = api.newBackendCluster(gateway, "kafka");
    private final String id = api.newVirtualCluster(gateway, "orders", backend);

    @Test
    void allFieldsComeBackAsTheyWereSentAndAPutOfThemChangesNothing() {
        String authentication = "[{'type':'anonymous'},"
                + "{'type':'sasl_plain','mediation':'passthrough'," + FETCH + "},"
                + "{'type':'sasl_scram','algorithm':'sha256'," + FETCH + "},"
                + "{'type':'oauth_bearer','mediation':'validate_forward','claims_mapping':{'sub':'s','scope':'t'},"
                + "'jwks':{'endpoint':'https://idp.example.com/jwks','timeout':'1m30s','cache_expiration':'2h'},"
                + "'validate':{'audiences':[{'name':'a'},{'name':'b'}],'issuer':'i'},"
                + "'fetch_kong_identity_principal':{'directory':'d','failure_mode':'error'}},"
                + "{'type':'client_certificate'," + FETCH + "}]";
        String aliases = "[{'alias':'a','topic':'b','condition':'has(context.auth.token)','conflict':'ignore'},"
                + "{'alias':'a','topic':'c','condition':'','conflict':'warn'}]";

        Api.Answer put = change("'authentication': " + authentication + ", 'namespace': " + NAMESPACE
                + ", 'topic_aliases': " + aliases + ", 'acl_mode': 'enforce_on_gateway'");
        String version = api.get(gateway).text("version");
        Api.Answer again = api.put(clusters + "/" + id, put.body().toString());

        assertThat(put.status()).isEqualTo(200);
        assertThat(put.body().get("authentication").toString()).isEqualTo(json("%s", authentication));
        assertThat(put.body().get("namespace").toString()).isEqualTo(json("%s", NAMESPACE));
        assertThat(put.body().get("topic_aliases").toString()).isEqualTo(json("%s", aliases));
        assertThat(put.text("acl_mode")).isEqualTo("enforce_on_gateway");
        assertThat(again.body()).isEqualTo(put.body());
        assertThat(api.get(clusters + "/" + id).body()).isEqualTo(put.body());
        assertThat(api.get(gateway).text("version")).isEqualTo(version);
    }

    @Test
    void defaultsAreShownAndWhatIsNotSetIsLeftOut() {
        Api.Answer put = change("'authentication': [{'type': 'oauth_bearer', 'mediation': 'terminate',"
                + " 'jwks': {'endpoint': 'https://i/k'}}], 'topic_aliases': [{'alias': 'a', 'topic': 'b'}],"
                + " 'namespace': {'mode': 'enforce_prefix', 'prefix': 'p', 'additional':"
                + " {'topics': [{'type': 'glob', 'glob': '*'}, {'type': 'exact_list'}]}}");

        assertThat(put.body().get("authentication").toString())
                .isEqualTo(json("[{'type':'oauth_bearer','mediation':'terminate',"
                        + "'jwks':{'endpoint':'https://i/k','timeout':'10s','cache_expiration':'1h'}}]"));
        assertThat(put.body().get("topic_aliases").toString())
                .isEqualTo(json("[{'alias':'a','topic':'b','condition':'','conflict':'warn'}]"));
        assertThat(put.body().get("namespace").get("additional").toString())
                .isEqualTo(json("{'topics':[{'type':'glob','glob':'*','conflict':'warn'},"
                        + "{'type':'exact_list','conflict':'warn'}]}"));
    }

    @Test
    void aPutWithoutNamespaceAndAliasesRemovesThem() {
        change("'topic_aliases': [{'alias': 'a', 'topic': 'b'}], 'namespace': " + NAMESPACE);
        ObjectNode body = (ObjectNode) api.get(clusters + "/" + id).body();
        body.remove("namespace");
        body.putArray("topic_aliases");

        Api.Answer put = api.put(clusters + "/" + id, body.toString());

        assertThat(put.body().has("namespace")).isFalse();
        assertThat(put.body().has("topic_aliases")).isFalse();
    }

    @Test
    void passwordsOfPrincipalsAreNotShownAndKeptByTheNamesOfTheirOwners() {
        change("'authentication': [{'type': 'sasl_plain', 'mediation': 'terminate', 'principals':"
                + " [{'username': 'ann', 'password': 's3cret'}, {'username': 'bob', 'password': '" + REFERENCE
                + "'}]}]");
        Api.Answer read = api.get(clusters + "/" + id);
        String sealed = stored();

        Api.Answer reordered =
                change("'authentication': [{'type': 'sasl_plain', 'mediation': 'terminate', 'principals':"
                        + " [{'username': 'bob'}, {'username': 'ann'}, {'username': 'cyd', 'password': 'n3w'}]}]");
        Api.Answer unknown = change("'authentication': [{'type': 'sasl_plain', 'mediation': 'terminate', 'principals':"
                + " [{'username': 'ann'}, {'username': 'dan'}]}]");

        assertThat(read.body().get("authentication").get(0).get("principals").toString())
                .isEqualTo(json("[{'username':'ann'},{'username':'bob','password':'" + REFERENCE + "'}]"));
        assertThat(sealed).contains("$sealed").doesNotContain("s3cret");
        assertThat(reordered.status()).isEqualTo(200);
        assertThat(reordered
                        .body()
                        .get("authentication")
                        .get(0)
                        .get("principals")
                        .toString())
                .isEqualTo(json(
                        "[{'username':'bob','password':'" + REFERENCE + "'},{'username':'ann'},{'username':'cyd'}]"));
        assertThat(unknown.invalid()).containsExactly("authentication[0].principals[1].password required");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'acl_mode': 'maybe'                                 | acl_mode enum",
                "'dns_label': 'A'                                    | dns_label matches_regex",
                "'dns_label': ''                                     | dns_label min_length",
                "'destination': {}                                   | destination required",
                "'destination': {'id': 'x'}                          | destination.id is_uuid",
                "'destination': {'name': 'nope'}                     | destination.name missing_reference",
                "'destination': {'name': 'kafka'}                    | ``",
                "'topic_aliases': []                                 | ``",
                "'topic_aliases': [{}]  | topic_aliases[0].alias required,topic_aliases[0].topic required",
                "'topic_aliases': [{'alias': '', 'topic': 'b', 'conflict': 'x'}]"
                        + " | topic_aliases[0].alias min_length,topic_aliases[0].conflict enum",
                "'namespace': {}                                     | namespace.mode required,namespace.prefix required",
                "'namespace': {'mode': 'hide', 'prefix': ''}         | namespace.mode enum,namespace.prefix min_length",
                "'namespace': null                                   | namespace is_object",
                "'namespace': {'mode': 'hide_prefix', 'prefix': 'p', 'additional': {'x': 1}}"
                        + " | namespace.additional.x unknown_property",
                "'namespace': {'mode': 'hide_prefix', 'prefix': 'p', 'additional': {'topics': [{'type': 'list', 'y': 1}]}}"
                        + " | namespace.additional.topics[0].type enum",
                "'namespace': {'mode': 'hide_prefix', 'prefix': 'p', 'additional': {'topics': [{'type': 'glob', 'glob': 'a/b'}]}}"
                        + " | namespace.additional.topics[0].glob matches_regex",
                "'namespace': {'mode': 'hide_prefix', 'prefix': 'p', 'additional': {'topics': [{'type': 'exact_list',"
                        + " 'exact_list': []}]}} | namespace.additional.topics[0].exact_list min_items",
                "'namespace': {'mode': 'hide_prefix', 'prefix': 'p', 'additional': {'consumer_groups': [{'type': 'glob',"
                        + " 'glob': '*', 'conflict': 'warn'}]}}"
                        + " | namespace.additional.consumer_groups[0].conflict unknown_property",
                "'namespace': {'mode': 'hide_prefix', 'prefix': 'p', 'additional': {'consumer_groups': [{'type':"
                        + " 'exact_list', 'exact_list': [{'backend': 'b'}]}]}}"
                        + " | namespace.additional.consumer_groups[0].exact_list[0].value required"
                        + ",namespace.additional.consumer_groups[0].exact_list[0].backend unknown_property"
            })
    void itsMistakesAreNamed(String change, String expected) {
        Api.Answer answer = change(change);

        assertThat(answer.status()).isEqualTo(expected.isEmpty() ? 200 : 400);
        assertThat(String.join(",", answer.invalid())).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'type': 'magic', 'x': 1}                                | type enum",
                "{}                                                       | type required",
                "{'type': 'anonymous', 'x': 1}                            | x unknown_property",
                "{'type': 'sasl_plain'}                                   | mediation required",
                "{'type': 'sasl_plain', 'mediation': 'validate_forward'}  | mediation enum",
                "{'type': 'sasl_plain', 'mediation': 'terminate'}         | principals required",
                "{'type': 'sasl_plain', 'mediation': 'terminate', 'principals': []} | ``",
                "{'type': 'sasl_plain', 'mediation': 'terminate', 'principals': [{'username': ''}]}"
                        + " | principals[0].username min_length,principals[0].password required",
                "{'type': 'sasl_plain', 'mediation': 'terminate', 'principals': [{'username': 'a', 'password': 'p'},"
                        + " {'username': 'a', 'password': 'q'}]} | principals[1].username invalid",
                "{'type': 'sasl_plain', 'mediation': 'passthrough', 'fetch_kong_identity_principal': {}}"
                        + " | fetch_kong_identity_principal.fetch_by required"
                        + ",fetch_kong_identity_principal.directory required"
                        + ",fetch_kong_identity_principal.failure_mode required",
                "{'type': 'sasl_scram'}                                   | algorithm required",
                "{'type': 'sasl_scram', 'algorithm': 'sha256', 'mediation': 'terminate'} | mediation unknown_property",
                "{'type': 'oauth_bearer'}                                 | mediation required",
                "{'type': 'oauth_bearer', 'mediation': 'terminate', 'jwks': {}} | jwks.endpoint required",
                "{'type': 'oauth_bearer', 'mediation': 'terminate', 'jwks': {'endpoint': 'jwks', 'timeout': 'soon'}}"
                        + " | jwks.endpoint invalid,jwks.timeout matches_regex",
                "{'type': 'oauth_bearer', 'mediation': 'terminate', 'validate': {'audiences': [], 'issuer': ''}}"
                        + " | validate.audiences min_items,validate.issuer min_length",
                "{'type': 'oauth_bearer', 'mediation': 'terminate', 'validate': {'audiences': [{}]}}"
                        + " | validate.audiences[0].name required",
                "{'type': 'oauth_bearer', 'mediation': 'passthrough', 'fetch_kong_identity_principal':"
                        + " {'directory': 'd', 'failure_mode': 'error', 'fetch_by': {'key': 'k'}}}"
                        + " | fetch_kong_identity_principal.fetch_by unknown_property",
                "{'type': 'client_certificate', 'x': 1}                   | x unknown_property"
            })
    void mistakesOfAuthenticationAreNamed(String authentication, String expected) {
        Api.Answer answer = change("'authentication': [" + authentication + "]");

        assertThat(answer.status()).isEqualTo(expected.isEmpty() ? 200 : 400);
        assertThat(answer.invalid())
                .containsExactlyElementsOf(
                        expected.isEmpty()
                                ? List.of()
                                : Stream.of(expected.split(",", -1))
                                        .map(item -> "authentication[0]." + item)
                                        .toList());
    }

    @Test
    void whoeverTerminatesHasAPrincipalFromTheBeginning() {
        String body = Api.virtualCluster("payments", backend)
                .replace(
                        json("{'type': 'anonymous'}"),
                        json("{'type': 'sasl_plain', 'mediation': 'terminate', 'principals': []}"));

        assertThat(api.post(clusters, body).invalid()).containsExactly("authentication[0].principals min_items");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "1.0 | 1.1 | 'authentication': [{'type': 'client_certificate'}]      | authentication[0].type",
                "1.1 | 1.2 | 'topic_aliases': [{'alias': 'a', 'topic': 'b'}]         | topic_aliases",
                "1.1 | 1.2 | 'authentication': [{'type': 'anonymous'}, {'type': 'sasl_scram', 'algorithm': 'sha256',"
                        + " 'fetch_kong_identity_principal': {'directory': 'd', 'fetch_by': {'key': 'k'},"
                        + " 'failure_mode': 'error'}}]           | authentication[1].fetch_kong_identity_principal"
            })
    void whatOldNodesDoNotKnowIsRefusedAndKeepsTheGatewayFromOpeningToThem(
            String old, String needed, String change, String field) {
        release(old);

        Api.Answer refused = change(change);
        release(needed);
        Api.Answer accepted = change(change);
        Api.Answer lowered = release(old);

        assertThat(refused.invalid()).containsExactly(field + " invalid");
        assertThat(refused.text("detail")).contains("needs a min_runtime_version of " + needed);
        assertThat(accepted.status()).isEqualTo(200);
        assertThat(lowered.invalid()).containsExactly("min_runtime_version invalid");
        assertThat(lowered.text("detail")).contains(field + " of virtual cluster [orders]");
    }

    private Api.Answer release(String version) {
        return api.patch(gateway, json("{'min_runtime_version': '%s'}", version));
    }

    /** A PUT of what is there, but for these properties. */
    private Api.Answer change(String properties) {
        ObjectNode body = (ObjectNode) api.get(clusters + "/" + id).body();
        ObjectNode changed = (ObjectNode) Api.tree(json("{%s}", properties));
        body.setAll(changed);
        return api.put(clusters + "/" + id, body.toString());
    }

    private String stored() {
        return TestControlPlane.shared()
                .part(JdbcClient.class)
                .sql("select spec -> 'authentication' from entity where id = cast(:id as uuid)")
                .param("id", id)
                .query(String.class)
                .single();
    }
}
