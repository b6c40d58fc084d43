package io.signalbox.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What is documented is served, and what is served is documented. */
class ApiDocumentTest {

    private static final Path DOCUMENT = Path.of("..", "api-spec", "openapi.yaml");
    private static final String BASE = "/v1"; // stands in the document's server, not in its paths
    private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

    @Test
    void theDocumentAndTheControllersNameTheSameOperations() throws IOException {
        assertThat(served()).isNotEmpty().containsExactlyElementsOf(documented());
    }

    private static Set<String> documented() throws IOException {
        Map<String, Map<String, Map<String, Object>>> document =
                new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(DOCUMENT));
        return document.getOrDefault("paths", Map.of()).entrySet().stream()
                .flatMap(path -> path.getValue().keySet().stream()
                        .filter(METHODS::contains)
                        .map(method -> operation(method, BASE + path.getKey())))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> served() {
        return new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages(ApiDocumentTest.class.getPackageName())
                        .stream()
                        .filter(type -> type.isAnnotatedWith(RestController.class))
                        .map(JavaClass::reflect)
                        .flatMap(controller -> Stream.of(controller.getDeclaredMethods())
                                .flatMap(method -> operations(controller, method)))
                        .filter(operation -> operation.contains(" " + BASE + "/"))
                        .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<String> operations(Class<?> controller, Method method) {
        Optional<RequestMapping> mapping =
                Optional.ofNullable(AnnotatedElementUtils.findMergedAnnotation(method, RequestMapping.class));
        String prefix = Optional.ofNullable(
                        AnnotatedElementUtils.findMergedAnnotation(controller, RequestMapping.class))
                .map(onClass -> String.join("", onClass.path()))
                .orElse("");
        return mapping.stream()
                .flatMap(found -> Stream.of(found.method())
                        .map(verb -> operation(
                                verb.name().toLowerCase(Locale.ROOT), prefix + String.join("", found.path()))));
    }

    /** What the variables of a path are called is nobody's business but their reader's. */
    private static String operation(String method, String path) {
        return method + " " + path.replaceAll("\\{[^}]+}", "{}");
    }
}
