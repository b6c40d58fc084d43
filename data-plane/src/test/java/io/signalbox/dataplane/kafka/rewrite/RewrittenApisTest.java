package io.signalbox.dataplane.kafka.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.dataplane.kafka.GatewayPlans;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.types.BoundField;
import org.apache.kafka.common.protocol.types.Field;
import org.apache.kafka.common.protocol.types.Schema;
import org.apache.kafka.common.protocol.types.TaggedFields;
import org.apache.kafka.common.protocol.types.Type;
import org.junit.jupiter.api.Test;

/** Walks every response schema of the Kafka library: a release that adds an address fails the build here. */
class RewrittenApisTest {

    /** Responses with a field called host that is no broker's address, and why each may pass as it is. */
    private static final Map<ApiKeys, String> NO_BROKER_ADDRESS = Map.of(
            ApiKeys.DESCRIBE_ACLS, "the host of an ACL",
            ApiKeys.DELETE_ACLS, "the host of an ACL",
            ApiKeys.STREAMS_GROUP_HEARTBEAT, "applications' own endpoints, KIP-1071",
            ApiKeys.STREAMS_GROUP_DESCRIBE, "applications' own endpoints, KIP-1071",
            ApiKeys.VOTE, "between controllers: not relayed",
            ApiKeys.BEGIN_QUORUM_EPOCH, "between controllers: not relayed",
            ApiKeys.END_QUORUM_EPOCH, "between controllers: not relayed",
            ApiKeys.UPDATE_RAFT_VOTER, "between controllers: not relayed",
            ApiKeys.FETCH_SNAPSHOT, "between controllers: not relayed");

    @Test
    void everyResponseThatCarriesAHostIsRewrittenOrListedWithTheReasonWhyNot() {
        Map<ApiKeys, Integer> found = new TreeMap<>();
        for (ApiKeys key : ApiKeys.values()) {
            Schema[] schemas = key.messageType.responseSchemas();
            for (int version = 0; version < schemas.length; version++) {
                if (schemas[version] != null && names(schemas[version]).contains("host")) {
                    found.putIfAbsent(key, version);
                }
            }
        }

        Map<ApiKeys, Integer> handled = new TreeMap<>();
        found.forEach((key, version) -> {
            if (NO_BROKER_ADDRESS.containsKey(key)) {
                handled.put(key, version);
            } else {
                RewrittenApis.find(key)
                        .filter(api -> api.fromVersion() <= version)
                        .ifPresent(api -> handled.put(key, version));
            }
        });

        assertThat(handled).isEqualTo(found);
        assertThat(found.keySet()).containsAll(NO_BROKER_ADDRESS.keySet());
    }

    @Test
    void whatControllersSayToEachOtherIsNotRelayed() {
        assertThat(List.of(
                        ApiKeys.VOTE,
                        ApiKeys.BEGIN_QUORUM_EPOCH,
                        ApiKeys.END_QUORUM_EPOCH,
                        ApiKeys.UPDATE_RAFT_VOTER,
                        ApiKeys.FETCH_SNAPSHOT))
                .noneMatch(key -> GatewayPlans.isKnown(key.id));
    }

    @Test
    void everyVersionThatBearsAddressesHasAPlan() {
        RewrittenApis.APIS.forEach((key, api) -> {
            for (short version = 0; version <= key.latestVersion(); version++) {
                if (GatewayPlans.canRewrite(key.id, version)) {
                    assertThat(GatewayPlans.plan(key.id, version).passes())
                            .as(key + " v" + version)
                            .isEqualTo(version < api.fromVersion());
                }
            }
            assertThat(GatewayPlans.canRewrite(key.id, (short) (key.latestVersion() + 1)))
                    .isFalse();
        });
    }

    @Test
    void aVersionOfShareFetchThatTheLibraryNoLongerReadsIsNotRelayed() {
        assertThat(GatewayPlans.canRewrite(ApiKeys.SHARE_FETCH.id, (short) 0)).isFalse();
        assertThat(GatewayPlans.canRewrite(ApiKeys.PRODUCE.id, (short) 0)).isTrue();
    }

    private static Set<String> names(Schema schema) {
        Set<String> names = new TreeSet<>();
        for (BoundField field : schema.fields()) {
            collect(field.def, names);
        }
        return names;
    }

    private static void collect(Field field, Set<String> names) {
        names.add(field.name);
        collect(field.type, names);
    }

    private static void collect(Type type, Set<String> names) {
        if (type instanceof Schema nested) {
            names.addAll(names(nested));
        } else if (type instanceof TaggedFields tags) {
            tags.fields().values().forEach(field -> collect(field, names));
        } else {
            type.arrayElementType().ifPresent(element -> collect(element, names));
        }
    }
}
