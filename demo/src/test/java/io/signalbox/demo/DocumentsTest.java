package io.signalbox.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Documents that list what there is list all of it. */
class DocumentsTest {

    private static final Path ROOT = Path.of("..");
    private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([^`]+)/` \\|");
    private static final Pattern SAID = Pattern.compile("(?m)^(?:\\d\\. ([^,\\n]+)|   ok      ([^:\\n]+):).*$");
    private static final Pattern NAME = Pattern.compile("`([a-z.]+)`");
    private static final Pattern DECISION = Pattern.compile("\\[decision (\\d{4})\\]\\(docs/decisions/([^)]+)\\)");

    @Test
    void theReadmeLeadsToEveryPageOfTheDocs() throws IOException {
        String further = Files.readString(ROOT.resolve("README.md")).split("\n## Further\n", 2)[1];

        for (String page : pages("docs")) {
            assertThat(further).contains("](docs/" + page + ")");
        }
    }

    @Test
    void whatTheReadmeShowsOfTheTourIsWhatTheTourSays() throws IOException {
        String shown = Files.readString(ROOT.resolve("README.md"))
                .split("\\./signalbox demo\n```\n\n```\n", 2)[1]
                .split("\n```\n", 2)[0];
        StringBuilder sources = new StringBuilder();
        for (String name : List.of("Tour", "NamesTour", "Provisioning")) {
            sources.append(Files.readString(Path.of("src/main/java/io/signalbox/demo", name + ".java")));
        }

        List<String> said = SAID.matcher(shown)
                .results()
                .map((MatchResult found) -> found.group(1) == null ? found.group(2) : found.group(1))
                .toList();
        assertThat(shown.lines()).hasSize(12);
        assertThat(said).isNotEmpty().allSatisfy(words -> assertThat(sources).contains(words));
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
    void theTreeInTheArchitectureIsThatOfTheFolders() throws IOException {
        Set<String> rows = all(ROW, Files.readString(ROOT.resolve("ARCHITECTURE.md")));

        try (Stream<Path> folders = Files.list(ROOT)) {
            assertThat(rows)
                    .containsExactlyInAnyOrderElementsOf(folders.filter(Files::isDirectory)
                            .map(folder -> folder.getFileName().toString())
                            .filter(name -> !name.startsWith(".") && !name.equals("target"))
                            .toList());
        }
        assertThat(rows).containsAll(all(MODULE, Files.readString(ROOT.resolve("pom.xml"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"control-plane", "data-plane"})
    void theArchitectureNamesEachPackageOfAPlane(String plane) throws IOException {
        String text = Files.readString(ROOT.resolve("ARCHITECTURE.md"));
        String paragraph = text.split("\n\\*\\*" + plane + "\\*\\*: ", 2)[1].split("\n\n", 2)[0];
        Path sources = ROOT.resolve(plane + "/src/main/java/io/signalbox/" + plane.replace("-", ""));

        try (Stream<Path> files = Files.walk(sources)) {
            assertThat(all(NAME, paragraph))
                    .containsExactlyInAnyOrderElementsOf(
                            files.filter(file -> file.getFileName().toString().equals("package-info.java"))
                                    .map(file -> sources.relativize(file.getParent())
                                            .toString()
                                            .replace('/', '.'))
                                    .filter(name -> !name.isEmpty())
                                    .toList());
        }
    }

    @Test
    void aDecisionIsReferredToByTheNumberOfItsPage() throws IOException {
        for (String page : List.of("ARCHITECTURE.md", "README.md", "CONTRIBUTING.md")) {
            DECISION.matcher(Files.readString(ROOT.resolve(page)))
                    .results()
                    .forEach(link -> assertThat(link.group(2)).as(page).startsWith(link.group(1) + "-"));
        }
    }

    private static Set<String> all(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult found) -> found.group(1))
                .collect(Collectors.toSet());
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
