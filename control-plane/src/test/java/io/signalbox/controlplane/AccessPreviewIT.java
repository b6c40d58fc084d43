package io.signalbox.controlplane;

import static io.signalbox.controlplane.Api.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Matcher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessPreviewIT {

    private static final String ALICE = "'principal': {'type': 'sasl_plain', 'name': 'alice'}";
    private static final String READ = "'operation': 'read', 'resource': {'type': 'topic', 'name': 'orders'}";

    private final Api api = TestControlPlane.shared().api();
    private final String gateway = api.newGateway();
    private final String backend = api.newBackendCluster(gateway, "kafka");
    private final String virtual = gateway + "/virtual-clusters/" + api.newVirtualCluster(gateway, "orders", backend);
    private final String policies = virtual + "/cluster-policies";
    private final String preview = virtual + "/access-preview";

    @Test
    void theRuleThatDecidesIsNamed() {
        enforce("enforce_on_gateway");
        String policy = api.post(
                        policies,
                        json(
                                "{'type': 'acls', 'name': 'who', 'config': {'rules': [%s, %s]}}",
                                rule("allow", "read", "'*'"), rule("deny", "write", "'orders'")))
                .id();

        assertThat(ask(ALICE + ", " + READ))
                .isEqualTo(json(
                        "{'decision':'allowed','rule':{'policy_id':'%s','policy_name':'who','index':0,"
                                + "'action':'allow'},'reason':'A rule allows it, and no rule denies it.',"
                                + "'backend_names':['orders']}",
                        policy));
        assertThat(ask(ALICE + ", " + READ.replace("read", "write")))
                .isEqualTo(json(
                        "{'decision':'denied','rule':{'policy_id':'%s','policy_name':'who','index':1,"
                                + "'action':'deny'},'reason':'A rule denies it, and what one denies no other can allow.',"
                                + "'backend_names':['orders']}",
                        policy));
        assertThat(ask(ALICE + ", " + READ.replace("read", "alter")))
                .isEqualTo(json("{'decision':'denied','reason':'No rule that applies to this principal allows it.',"
                        + "'backend_names':['orders']}"));
    }

    @Test
    void conditionsAndClaimsAreThoseOfThePrincipal() {
        enforce("enforce_on_gateway");
        api.post(
                policies,
                json("{'type': 'acls', 'condition': 'context.auth.principal.name == \\'alice\\'', 'config':"
                        + " {'rules': [{'resource_type': 'topic', 'action': 'allow', 'operations': [{'name': 'read'}],"
                        + " 'resource_names': '[context.auth.token.claims.prefix + \\'*\\']'}]}}"));

        String claims =
                "'principal': {'type': 'sasl_oauth_bearer', 'name': '%s', 'claims': {'prefix': 'ord', 'n': [1]}}";

        assertThat(ask(claims.formatted("alice") + ", " + READ)).contains("\"decision\":\"allowed\"");
        assertThat(ask(claims.formatted("bob") + ", " + READ)).contains("\"decision\":\"denied\"");
        assertThat(ask(ALICE + ", " + READ)).contains("\"decision\":\"denied\"", "cannot be evaluated");
    }

    @Test
    void theBackendsNamesAreToldOfAliasesAndUnderANamespace() {
        api.put(
                virtual,
                Api.virtualCluster("orders", backend)
                        .replaceFirst(
                                "\\{",
                                Matcher.quoteReplacement(
                                        json(
                                                "{'namespace': {'mode': 'hide_prefix', 'prefix': 'a_', 'additional': {'topics':"
                                                        + " [{'type': 'glob', 'glob': 'public-*'}]}}, 'topic_aliases': [{'alias': 'orders',"
                                                        + " 'topic': 'orders-v2', 'condition': 'context.auth.principal.name == \\'alice\\''}],"))));

        assertThat(ask(ALICE + ", " + READ)).contains("\"backend_names\":[\"a_orders-v2\"]");
        assertThat(ask(ALICE.replace("alice", "bob") + ", " + READ)).contains("\"backend_names\":[\"a_orders\"]");
        assertThat(ask(ALICE + ", " + READ.replace("orders", "public-x")))
                .contains("\"backend_names\":[\"a_public-x\",\"public-x\"]");
    }

    @Test
    void whereBrokersDecideNothingIsForeseen() {
        enforce("passthrough");

        assertThat(ask(ALICE + ", " + READ)).contains("\"decision\":\"not_enforced\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                  | operation required, principal required, resource required",
                "{" + ALICE + ", 'operation': 'all', 'resource': {'type': 'x'}}"
                        + " | operation enum, resource.name required, resource.type enum",
                "{'principal': {'type': 'x', 'name': 'a', 'claims': 1}, " + READ + "}"
                        + " | principal.claims is_object, principal.type enum"
            })
    void whatIsWrongWithAQuestionIsNamed(String body, String expected) {
        assertThat(api.post(preview, json(body)).invalid().stream().sorted().toList())
                .isEqualTo(List.of(expected.split(", ")));
    }

    private static String rule(String action, String operation, String name) {
        return "{'resource_type': 'topic', 'action': '" + action + "', 'operations': [{'name': '" + operation
                + "'}], 'resource_names': [{'match': " + name + "}]}";
    }

    private void enforce(String mode) {
        api.put(virtual, Api.virtualCluster("orders", backend).replace("passthrough", mode));
    }

    private String ask(String question) {
        Api.Answer answer = api.post(preview, json("{" + question + "}"));
        assertThat(answer.status()).isEqualTo(200);
        return answer.body().toString();
    }
}
