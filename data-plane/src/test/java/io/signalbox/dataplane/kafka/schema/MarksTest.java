package io.signalbox.dataplane.kafka.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.dataplane.kafka.schema.MessageKind.Direction;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.types.Type;
import org.junit.jupiter.api.Test;

/** Compares the marks with every field of the Kafka library: a release that adds a name fails the build here. */
class MarksTest {

    private static final Set<String> COULD_HOLD_A_NAME = Set.of("STRING", "BYTES", "RECORDS", "UUID");
    private static final Set<String> ADDRESSES = Set.of("HOST", "PORT");

    @Test
    void everyFieldThatCouldHoldANameIsMarkedOrListedWithTheReasonWhyNot() {
        Set<String> unlisted = new TreeSet<>();
        Set<String> marked = new TreeSet<>();
        Set<String> harmless = new TreeSet<>();

        for (MessageKind kind : MessageKind.all()) {
            Fields.forEach(kind.body(), (path, type) -> {
                if (COULD_HOLD_A_NAME.contains(name(type))) {
                    String field = key(kind, path);
                    if (Marks.of(kind, path).isPresent()) {
                        marked.add(field);
                    } else if (Marks.harmless(kind, path)
                            .filter(reason -> !reason.isBlank())
                            .isPresent()) {
                        harmless.add(field);
                    } else {
                        unlisted.add(field + " in version " + kind.version());
                    }
                }
            });
        }

        System.out.println("fields that could hold a name: " + marked.size() + " marked, " + harmless.size()
                + " harmless; in " + MessageKind.all().size() + " kinds of messages");
        assertThat(unlisted).isEmpty();
    }

    @Test
    void everyErrorCodeAndEverySetOfOperationsIsMarked() {
        List<String> unmarked = new ArrayList<>();

        for (MessageKind kind : MessageKind.all()) {
            Fields.forEach(kind.body(), (path, type) -> {
                boolean code = type.equals(Type.INT16) && path.endsWith("error_code");
                boolean operations = type.equals(Type.INT32) && path.endsWith("authorized_operations");
                if ((code || operations) && Marks.of(kind, path).isEmpty()) {
                    unmarked.add(key(kind, path));
                }
            });
        }

        assertThat(unmarked).isEmpty();
    }

    @Test
    void everyHostIsABrokersOrListedWithTheReasonWhyNotAndHasAPort() {
        Set<String> hosts = new TreeSet<>();
        Set<String> ports = new TreeSet<>();

        for (MessageKind kind : MessageKind.all()) {
            Fields.forEach(
                    kind.body(),
                    (path, type) -> Marks.of(kind, path)
                            .filter(mark -> ADDRESSES.contains(mark.name()))
                            .ifPresent(mark -> (mark == Mark.HOST ? hosts : ports)
                                    .add(kind + " " + path.replaceAll("(host|port)$", ""))));
        }

        assertThat(hosts).isNotEmpty().isEqualTo(ports);
    }

    @Test
    void noLineIsAboutAFieldThatTheLibraryDoesNotHave() {
        Set<String> known = new HashSet<>();
        Fields.forEach(
                MessageKind.request(ApiKeys.METADATA, (short) 12).header(),
                (path, type) -> known.add("REQUEST_HEADER,request," + path));
        for (MessageKind kind : MessageKind.all()) {
            Fields.forEach(kind.body(), (path, type) -> known.add(key(kind, path)));
        }

        assertThat(known).containsAll(Marks.fields());
    }

    @Test
    void aMarkFitsTheTypeOfItsField() {
        Set<String> misplaced = new TreeSet<>();

        for (MessageKind kind : MessageKind.all()) {
            Fields.forEach(
                    kind.body(),
                    (path, type) -> Marks.of(kind, path)
                            .filter(mark -> !types(mark).contains(name(type)))
                            .ifPresent(mark -> misplaced.add(key(kind, path) + " " + mark)));
        }

        assertThat(misplaced).isEmpty();
    }

    @Test
    void everyTypedNameHasItsTypeBesideItButForThese() {
        Set<String> untyped = new TreeSet<>();

        for (MessageKind kind : MessageKind.all()) {
            Set<String> types = new HashSet<>();
            Set<String> names = new TreeSet<>();
            Fields.forEach(kind.body(), (path, type) -> {
                Optional<Mark> mark = Marks.of(kind, path);
                mark.filter(Mark.NAME_TYPE::equals).ifPresent(is -> types.add(structure(path)));
                mark.filter(Mark::isTyped).ifPresent(is -> names.add(path));
            });
            names.removeIf(path -> types.contains(structure(path)));
            names.forEach(path -> untyped.add(key(kind, path) + " v" + kind.version()));
        }

        assertThat(untyped)
                .containsExactly(
                        "FIND_COORDINATOR,request,key v0", // of a group
                        "FIND_COORDINATOR,response,coordinators.key v4",
                        "FIND_COORDINATOR,response,coordinators.key v5",
                        "FIND_COORDINATOR,response,coordinators.key v6",
                        "LIST_CONFIG_RESOURCES,response,config_resources.resource_name v0"); // of clients' metrics
    }

    private static String structure(String path) {
        return path.substring(0, path.lastIndexOf('.') + 1);
    }

    private static Set<String> types(Mark mark) {
        return switch (mark) {
            case TOPIC_ID -> Set.of("UUID");
            case NAME_TYPE -> Set.of("INT8");
            case MEMBERSHIP -> Set.of("BYTES");
            case RECORDS -> Set.of("RECORDS");
            case ERROR_CODE -> Set.of("INT16");
            case OPERATIONS, BROKER_ID -> Set.of("INT32");
            case PORT -> Set.of("INT32", "UINT16");
            case TOPIC,
                    GROUP,
                    TRANSACTIONAL_ID,
                    CONFIG_RESOURCE,
                    ACL_RESOURCE,
                    COORDINATOR_KEY,
                    QUOTA_ENTITY,
                    PRINCIPAL,
                    PATTERN,
                    ERROR_TEXT,
                    HOST,
                    CLUSTER_ID,
                    CLIENT_ID -> Set.of("STRING");
        };
    }

    /** Without what says how it is written: compact, nullable. */
    private static String name(Type type) {
        return type.toString().replace("COMPACT_", "").replace("NULLABLE_", "");
    }

    private static String key(MessageKind kind, String path) {
        return kind.api().name() + "," + kind.direction().name().toLowerCase(Locale.ROOT) + "," + path;
    }

    @Test
    void everyMarkIsUsed() {
        Set<Mark> used = EnumSet.of(Mark.CLIENT_ID); // of the header
        for (MessageKind kind : MessageKind.all()) {
            Fields.forEach(kind.body(), (path, type) -> Marks.of(kind, path).ifPresent(used::add));
        }

        assertThat(used).containsExactlyInAnyOrder(Mark.values());
        assertThat(Marks.ofHeader(new MessageKind(ApiKeys.METADATA, (short) 12, Direction.REQUEST), "client_id"))
                .contains(Mark.CLIENT_ID);
    }
}
