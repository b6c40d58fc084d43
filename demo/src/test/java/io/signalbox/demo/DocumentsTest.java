package io.signalbox.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Documents that list what there is list all of it. */
class DocumentsTest {

    private static final Path ROOT = Path.of("..");
    private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");

    @Test
    void theReadmeLeadsToEveryPageOfTheDocs() throws IOException {
        String further = Files.readString(ROOT.resolve("README.md")).split("\n## Further\n", 2)[1];

        for (String page : pages("docs")) {
            assertThat(further).contains("](docs/" + page + ")");
        }
    }

    @Test
    void theListOfDecisionsHasEachOfThem() throws IOException {
        String list = Files.readString(ROOT.resolve("docs/decisions/README.md"));

        for (String page : pages("docs/decisions")) {
            if (!page.equals("README.md")) {
                assertThat(list).contains("](" + page + ")");
            }
        }
    }

    @Test
    void theTreeInTheArchitectureHasEveryModule() throws IOException {
        String tree = Files.readString(ROOT.resolve("ARCHITECTURE.md"));
        List<String> modules = MODULE.matcher(Files.readString(ROOT.resolve("pom.xml")))
                .results()
                .map((MatchResult found) -> found.group(1))
                .distinct()
                .toList();

        assertThat(modules).isNotEmpty();
        for (String module : modules) {
            assertThat(tree).contains("| `" + module + "/` |");
        }
    }

    private static List<String> pages(String folder) throws IOException {
        try (Stream<Path> files = Files.list(ROOT.resolve(folder))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }
}
