package io.signalbox.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Which package may use which: the arrows of the tree. Think hard before widening a row. */
class LayersTest {

    private static final String ROOT = "io.signalbox.controlplane";
    private static final String PROTO = "io.signalbox.proto";
    private static final List<String> BASE = List.of("entity", "gateway", "problem", "paging", "body");
    private static final Map<String, Set<String>> ARROWS = new HashMap<>();

    static {
        row("settings");
        row("state");
        row("problem");
        row("health");
        row("caller");
        row("server", "problem", "settings", "tls", "caller");
        row("database", "problem", "settings", "state");
        row("tls", "settings", "state");
        row("secret", "settings", "state");
        row("check", "database", "secret", "settings", "state", "tls");
        row("body", "problem");
        row("paging", "problem", "body");
        row("access", "problem", "paging", "body", "caller", "settings", "state", "secret");
        row("console", "settings", "problem");
        row("gateway", "problem", "paging", "body");
        row("entity", "gateway", "problem", "paging", "body", "secret");
        base("backendcluster", "secret");
        base("virtualcluster", "backendcluster", "secret");
        base("listener");
        base("policy", "listener", "virtualcluster", "secret", "proto");
        base("declaration", "policy", "settings", "state");
        base("trustbundle", "secret");
        base("schemaregistry", "secret");
        base("statickey", "secret");
        base("certificate");
        base("node");
        base("rollout", "node");
        row("metrics", "node");
        base("topology", "node");
        base("traffic", "node", "proto");
        base("inquiry", "node", "caller", "proto");
        row("events", "gateway", "node", "caller", "problem");
        base("changelog", "caller");
        base(
                "preview",
                "listener",
                "virtualcluster",
                "policy",
                "node",
                "schemaregistry",
                "statickey",
                "snapshot",
                "proto");
        base(
                "certificateuse",
                "preview",
                "listener",
                "virtualcluster",
                "policy",
                "node",
                "traffic",
                "backendcluster",
                "trustbundle",
                "certificate");
        base(
                "snapshot",
                "backendcluster",
                "virtualcluster",
                "listener",
                "policy",
                "trustbundle",
                "schemaregistry",
                "statickey",
                "certificate",
                "secret",
                "settings",
                "proto");
        row(
                "stream",
                "gateway",
                "certificate",
                "node",
                "snapshot",
                "traffic",
                "inquiry",
                "tls",
                "settings",
                "state",
                "problem",
                "proto");
    }

    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    @Test
    void everyPackageHasARow() {
        Set<String> packages = new TreeSet<>();
        classes.forEach(type -> packages.add(layer(type)));
        packages.remove("");

        assertThat(ARROWS.keySet()).containsExactlyInAnyOrderElementsOf(packages);
    }

    @Test
    void noPackageUsesOneThatItsRowDoesNotName() {
        List<String> violations = new ArrayList<>();

        for (JavaClass type : classes) {
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                String from = layer(type);
                String to = layer(dependency.getTargetClass());
                if (!from.isEmpty() && isOurs(dependency.getTargetClass()) && !isAllowed(from, to)) {
                    violations.add(dependency.getDescription());
                }
            }
        }

        assertThat(violations).isEmpty();
    }

    private static boolean isAllowed(String from, String to) {
        return from.equals(to) || ARROWS.getOrDefault(from, Set.of()).contains(to);
    }

    private static boolean isOurs(JavaClass type) {
        return type.getPackageName().startsWith(ROOT) || type.getPackageName().startsWith(PROTO);
    }

    private static String layer(JavaClass type) {
        String name = type.getPackageName();
        if (name.startsWith(PROTO)) {
            return "proto";
        }
        return name.equals(ROOT) || !name.startsWith(ROOT) ? "" : name.substring(ROOT.length() + 1);
    }

    private static void row(String from, String... to) {
        ARROWS.put(from, Set.of(to));
    }

    private static void base(String from, String... to) {
        List<String> all = new ArrayList<>(BASE);
        all.addAll(List.of(to));
        ARROWS.put(from, Set.copyOf(all));
    }
}
