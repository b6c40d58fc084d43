package io.signalbox.dataplane;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The arrows between packages: after each package, which others of ours it may use. Think hard before widening a row. */
class LayersTest {

    private static final String BASE = "io.signalbox.dataplane";
    private static final String ACL = "io.signalbox.acl";
    private static final String CREDENTIALS = "io.signalbox.credentials";
    private static final String EXPRESSION = "io.signalbox.expression";
    private static final String ROUTING = "io.signalbox.routing";
    private static final String TELEMETRY = "io.signalbox.telemetry";
    private static final String PROTO = "io.signalbox.proto..";
    private static final String RECORDS = "io.signalbox.records..";
    private static final String RESOURCES = "io.signalbox.resources";
    private static final String SETTINGS = "io.signalbox.settings";

    private static final Map<String, List<String>> ARROWS = Map.ofEntries(
            entry("transport", List.of()),
            entry("kafka.frame", List.of()),
            entry("kafka.schema", List.of()),
            entry("kafka.exchange", List.of(BASE + ".kafka.frame", BASE + ".kafka.schema", ROUTING)),
            entry("kafka.rewrite", List.of(BASE + ".kafka.exchange", BASE + ".kafka.schema", ROUTING)),
            entry("kafka", List.of(BASE + ".kafka.exchange", BASE + ".kafka.frame", BASE + ".kafka.schema")),
            entry("layer", List.of(BASE + ".kafka.exchange", BASE + ".kafka.schema")),
            entry("layer.access", List.of(ACL, BASE + ".kafka.exchange", BASE + ".kafka.schema", BASE + ".layer")),
            entry("layer.aliases", List.of(ACL, BASE + ".kafka.exchange", BASE + ".kafka.schema", BASE + ".layer")),
            entry("layer.names", List.of(ACL, BASE + ".kafka.exchange", BASE + ".kafka.schema", BASE + ".layer")),
            entry("layer.records", List.of(RECORDS, BASE + ".kafka.exchange", BASE + ".kafka.schema", BASE + ".layer")),
            entry("config", List.of(ACL, ROUTING, CREDENTIALS, EXPRESSION, PROTO, RECORDS, RESOURCES)),
            entry("tls", List.of(BASE + ".config", CREDENTIALS, ROUTING)),
            entry("registry", List.of(BASE + ".config", RECORDS, ROUTING)),
            entry("kms", List.of(BASE + ".config", RECORDS)),
            entry("login", List.of(BASE + ".config", BASE + ".kafka.exchange", ROUTING)),
            entry(
                    "upstream",
                    List.of(
                            BASE + ".config",
                            BASE + ".kafka",
                            BASE + ".kafka.exchange",
                            BASE + ".kafka.frame",
                            BASE + ".kafka.rewrite",
                            BASE + ".kafka.schema",
                            BASE + ".tls",
                            BASE + ".transport",
                            ROUTING)),
            entry(
                    "connection",
                    List.of(
                            ACL,
                            BASE + ".config",
                            BASE + ".kafka",
                            BASE + ".kafka.exchange",
                            BASE + ".kafka.frame",
                            BASE + ".kafka.rewrite",
                            BASE + ".layer",
                            BASE + ".layer.access",
                            BASE + ".layer.aliases",
                            BASE + ".layer.names",
                            BASE + ".layer.records",
                            BASE + ".login",
                            RECORDS,
                            BASE + ".tls",
                            BASE + ".upstream",
                            TELEMETRY,
                            ROUTING)),
            entry("listener", List.of(BASE + ".config", BASE + ".transport", ROUTING)),
            entry("control", List.of(BASE + ".config", ROUTING, PROTO)),
            entry("state", List.of(BASE + ".config", BASE + ".upstream", CREDENTIALS, ROUTING, PROTO)),
            entry("admin", List.of(BASE + ".config", CREDENTIALS, ROUTING)));

    static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(BASE);

    @ParameterizedTest
    @MethodSource("packages")
    void aPackageUsesOnlyWhatItsRowAllows(String name) {
        String self = BASE + "." + name;
        String[] allowed = Stream.concat(ARROWS.getOrDefault(name, List.of()).stream(), Stream.of(self))
                .toArray(String[]::new);
        DescribedPredicate<JavaClass> ours = resideInAPackage("io.signalbox..");

        classes()
                .that(resideInAPackage(self))
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(allowed).or(DescribedPredicate.not(ours)))
                .check(CLASSES);
    }

    @Test
    void everyPackageHasARow() {
        List<String> found = CLASSES.stream()
                .map(JavaClass::getPackage)
                .map(JavaPackage::getName)
                .filter(name -> !name.equals(BASE))
                .map(name -> name.substring(BASE.length() + 1))
                .distinct()
                .toList();

        assertThat(found).containsExactlyInAnyOrderElementsOf(ARROWS.keySet());
    }

    @Test
    void theImageKnowsNothingOfNetty() {
        classes()
                .that(resideInAPackage(BASE + ".config"))
                .should()
                .onlyDependOnClassesThat(DescribedPredicate.not(resideInAPackage("io.netty..")))
                .check(CLASSES);
    }

    @Test
    void settingsAreReadInOnePlace() {
        classes()
                .that(resideInAPackage(BASE + ".*"))
                .should()
                .onlyDependOnClassesThat(DescribedPredicate.not(resideInAPackage(SETTINGS)))
                .check(CLASSES);
    }

    static Stream<String> packages() {
        return ARROWS.keySet().stream().sorted();
    }
}
