package io.signalbox.controlplane.body;

import io.signalbox.controlplane.policy.PolicyFamily;
import io.signalbox.controlplane.policy.PolicyRequest;
import io.signalbox.controlplane.problem.Problem;
import io.signalbox.fuzz.FuzzTarget;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The body of a request to the REST API, read as a policy: the first byte tells of which family. */
final class BodyTarget implements FuzzTarget {

    @Override
    public List<byte[]> seeds() {
        return Stream.of(
                        "0{'type': 'tls_server', 'name': 'tls', 'config': {'certificates': [{'certificate': 'x', 'key': 'y'}], 'versions': {'min': 'TLSv1.2'}}}",
                        "0{'type': 'forward_to_virtual_cluster', 'name': 'f', 'config': {'type': 'port_mapping', 'destination': {'name': 'o'}, 'advertised_host': 'localhost', 'min_broker_id': 1}}",
                        "0{'type': 'forward_to_virtual_cluster', 'name': 'f', 'config': {'type': 'sni', 'sni_suffix': '.example.com', 'advertised_port': 9092}}",
                        "1{'type': 'acls', 'name': 'a', 'condition': 'true', 'config': {'rules': [{'action': 'allow', 'resource_type': 'topic', 'operations': [{'name': 'read'}], 'resource_names': [{'match': 'a*'}]}]}}",
                        "2{'type': 'encrypt', 'name': 'e', 'config': {'failure_mode': 'error', 'part_of_record': ['value'], 'encryption_key': {'type': 'static', 'key': {'name': 'k'}}}}",
                        "2{'type': 'modify_headers', 'name': 'm', 'enabled': false, 'labels': {'a': 'b'}, 'config': {'actions': [{'op': 'set', 'key': 'k', 'value': 'v'}, {'op': 'remove', 'key': 'x'}]}}",
                        "3{'type': 'skip_record', 'name': 's', 'condition': 'record.headers[\\'a\\'] == \\'b\\''}",
                        "3{'type': 'schema_validation', 'name': 's', 'config': {'type': 'json', 'failure_mode': 'mark', 'validate_value': true}}")
                .map(text -> text.replace("\\'", "\u0000").replace('\'', '"').replace("\u0000", "'"))
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    @Override
    public void read(byte[] input) {
        if (input.length == 0) {
            return;
        }
        PolicyFamily family = PolicyFamily.ALL.get(Math.floorMod(input[0], PolicyFamily.ALL.size()));
        try {
            BodyReader body = new BodyReader(JsonBody.parse(Arrays.copyOfRange(input, 1, input.length)), false);
            PolicyRequest.read(family, body);
            body.check();
        } catch (Problem e) {
            if (e.getMessage() == null) {
                throw new AssertionError("no reason for users", e);
            }
        }
    }
}
