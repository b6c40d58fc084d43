package io.signalbox.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** Run by Maven when all tests have passed: says which took longest, by the reports of all modules. */
final class SlowestTests {

    private static final int SHOWN = 10;

    private SlowestTests() {}

    private record Timed(double seconds, String what) {

        static Timed of(Element element, String what) {
            return new Timed(Double.parseDouble(element.getAttribute("time")), what);
        }
    }

    /** Takes one argument: the folder with the modules. */
    public static void main(String[] arguments) throws Exception {
        List<Timed> tests = new ArrayList<>();
        List<Timed> classes = new ArrayList<>();
        for (Path report : reports(Path.of(arguments[0]))) {
            read(report, tests, classes);
        }
        show("slowest classes", classes);
        show("slowest tests", tests);
    }

    private static List<Path> reports(Path root) throws IOException {
        List<Path> found = new ArrayList<>();
        for (Path folder : listed(root)) {
            for (String reports : List.of("target/surefire-reports", "target/failsafe-reports")) {
                found.addAll(listed(folder.resolve(reports)).stream()
                        .filter(file -> file.getFileName().toString().matches("TEST-.*\\.xml"))
                        .toList());
            }
        }
        return found;
    }

    private static List<Path> listed(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    private static void read(Path report, List<Timed> tests, List<Timed> classes)
            throws IOException, ParserConfigurationException, SAXException {
        DocumentBuilder parser = DocumentBuilderFactory.newInstance().newDocumentBuilder();
        Element suite = parser.parse(report.toFile()).getDocumentElement();
        String name = suite.getAttribute("name");
        String simple = name.substring(name.lastIndexOf('.') + 1);
        classes.add(Timed.of(suite, simple + " (" + suite.getAttribute("tests") + " tests)"));
        NodeList cases = suite.getElementsByTagName("testcase");
        IntStream.range(0, cases.getLength())
                .mapToObj(index -> (Element) cases.item(index))
                .forEach(test -> tests.add(Timed.of(test, simple + "." + test.getAttribute("name"))));
    }

    private static void show(String title, List<Timed> all) {
        System.out.println(title + ":");
        all.stream()
                .sorted(Comparator.comparingDouble(Timed::seconds).reversed())
                .limit(SHOWN)
                .forEach(one -> System.out.printf("%8.1f s  %s%n", one.seconds(), one.what()));
    }
}
