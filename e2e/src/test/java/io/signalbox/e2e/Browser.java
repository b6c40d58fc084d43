package io.signalbox.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.logging.Level;
import org.awaitility.core.ConditionFactory;
import org.awaitility.core.ConditionTimeoutException;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** The machine's own browser on the console, which is used as people use it: by what stands on the page. */
final class Browser implements AutoCloseable {

    static final String PROGRAM = "chromium";
    static final String DRIVER = "chromedriver";

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Path SCREENSHOTS = Path.of("target", "console");

    /** What axe holds against a page, with the element. */
    private static final String AXE = "const done = arguments[arguments.length - 1];"
            + "axe.run(document, {runOnly: arguments[0]}).then(r => done(r.violations.map("
            + "v => v.id + ': ' + v.nodes.map(n => n.html.slice(0, 200) + ' ' + n.failureSummary).join(' | '))), e => done(['' + e]));";

    /** What WCAG A and AA ask for. */
    private static final List<String> RULES = List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa");

    /** Those that depend on colours. */
    private static final Map<String, Object> RULES_OF_COLOURS =
            Map.of("type", "rule", "values", List.of("color-contrast", "link-in-text-block"));

    private final ChromeDriver driver;
    private final String base;
    private final Path downloads;
    private final String axe;

    private Browser(ChromeDriver driver, String base, Path downloads, String axe) {
        this.driver = driver;
        this.base = base;
        this.downloads = downloads;
        this.axe = axe;
    }

    static boolean isInstalled() {
        return Programs.isInstalled(PROGRAM) && Programs.isInstalled(DRIVER);
    }

    /** At the console below this address. */
    static Browser start(String pages, Path profile) throws IOException {
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        Path downloads = Files.createDirectories(profile.resolve("downloads"));
        ChromeOptions options = new ChromeOptions();
        options.setExperimentalOption(
                "prefs",
                Map.of(
                        "download.default_directory",
                        downloads.toString(),
                        "profile.default_content_setting_values.automatic_downloads",
                        1));
        options.setBinary(Programs.path(PROGRAM).toFile());
        options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
        options.addArguments(
                "--headless=new",
                "--no-sandbox", // root cannot have one; the pages are our own
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--force-prefers-reduced-motion",
                "--window-size=1400,1000",
                "--user-data-dir=" + profile);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(Programs.path(DRIVER).toFile())
                .build();
        Files.createDirectories(SCREENSHOTS);
        ChromeDriver driver = new ChromeDriver(service, options);
        try (InputStream script = Browser.class.getResourceAsStream("/axe.min.js")) {
            assertThat(script).as("axe").isNotNull();
            return new Browser(
                    driver, pages + "console", downloads, new String(script.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /** Forgets who has signed in. */
    void forget() {
        open("");
        driver.manage().deleteAllCookies();
        driver.executeScript("localStorage.clear()");
    }

    /** By the form: a browser that was left with a drag alone scrolls no more until somebody clicks. */
    void signIn(String token) {
        open("");
        fill("Access token", token);
        press("Sign in");
        awaitText("Sign out");
    }

    void open(String path) {
        driver.get(base + path);
    }

    String path() {
        String url = String.valueOf(driver.getCurrentUrl());
        return url.substring(base.length());
    }

    void awaitPath(String pattern) {
        await().alias("an address like " + pattern + ", not " + path()).until(() -> path().matches(pattern));
    }

    /** Each look has the page laid out anew, which takes the browser longer than it takes us to ask. */
    private static ConditionFactory await() {
        return Patience.await().pollDelay(Duration.ZERO).pollInterval(POLL);
    }

    String text() {
        return script("return document.body ? document.body.innerText : ''");
    }

    void awaitText(String text) {
        awaitText(text, () -> {});
    }

    /** The same, with something to be done before each look. */
    void awaitText(String text, Runnable before) {
        try {
            await().until(() -> {
                before.run();
                return text().contains(text);
            });
        } catch (ConditionTimeoutException e) {
            screenshot("missing");
            throw new AssertionError("[" + text + "] does not come at " + path() + ": " + text(), e);
        }
    }

    /** Waits for the page's heading, and for what it shows. */
    void awaitPage(String heading) {
        await().alias("a page with the heading " + heading + " at " + path())
                .until(() -> script(
                                "return [...document.querySelectorAll('h1')].some(h => h.innerText === arguments[0])",
                                heading)
                        .equals("true"));
        awaitLoaded();
    }

    /** Any page that has a heading and has loaded what it shows. */
    void awaitPage() {
        await().alias("a page with a heading at " + path())
                .until(() -> !driver.findElements(By.tagName("h1")).isEmpty());
        awaitLoaded();
    }

    void awaitLoaded() {
        await().alias("nothing is being loaded")
                .until(() -> driver.findElements(By.cssSelector("[aria-label='Loading']"))
                        .isEmpty());
    }

    WebElement button(String name) {
        return first(By.xpath(
                "//*[self::button or self::a][normalize-space(.)=\"" + name + "\" or @aria-label=\"" + name + "\"]"));
    }

    boolean has(String button) {
        return !driver.findElements(
                        By.xpath("//button[normalize-space(.)=\"" + button + "\" or @aria-label=\"" + button + "\"]"))
                .isEmpty();
    }

    void press(String name) {
        retried(() -> {
            WebElement button = button(name);
            if (!button.isEnabled()) {
                throw new WebDriverException(name + " cannot be pressed yet");
            }
            button.click();
        });
    }

    /** Of a button whose name goes on with numbers that change. */
    void pressBeginningWith(String name) {
        retried(() -> first(By.xpath("//button[starts-with(@aria-label, \"" + name + "\")]"))
                .click());
    }

    /** With the keyboard alone. */
    void pressByKey(String name) {
        retried(() -> button(name).sendKeys(Keys.ENTER));
    }

    /** The field that has this label, as the page's reader is told. */
    WebElement field(String label) {
        WebElement found = first(
                By.xpath("//label[normalize-space(.)=\"" + label + "\" or normalize-space(.)=\"" + label + " *\"]"));
        String id = found.getDomAttribute("for");
        return first(By.id(String.valueOf(id)));
    }

    void fill(String label, String text) {
        retried(() -> overwrite(field(label), text));
    }

    /** In a field that narrows down what is below it. */
    void search(String label, String text) {
        retried(() -> overwrite(first(By.cssSelector("input[aria-label='" + label + "']")), text));
    }

    private static void overwrite(WebElement field, String text) {
        field.sendKeys(Keys.chord(Keys.CONTROL, "a"), Keys.DELETE);
        field.sendKeys(text);
    }

    /** One entry more of a field that takes several. */
    void add(String label, String text) {
        retried(() -> field(label).sendKeys(text, Keys.ENTER));
    }

    /** One of the choices that a field has. */
    void choose(String label, String choice) {
        retried(() -> {
            field(label).click();
            driver.findElements(By.xpath("//*[@role='option'][normalize-space(.)=\"" + choice + "\"]")).stream()
                    .filter(WebElement::isDisplayed)
                    .findFirst()
                    .orElseThrow(() -> new WebDriverException("there is no choice " + choice))
                    .click();
        });
    }

    /** Of several buttons of a name the last one: that of a dialog. */
    void pressLast(String name) {
        retried(() -> {
            List<WebElement> all = driver.findElements(By.xpath("//button[normalize-space(.)=\"" + name + "\"]"));
            all.get(all.size() - 1).click();
        });
    }

    /** What the page says is wrong with a field. */
    String errorAt(String label) {
        return await().ignoreExceptionsMatching(e -> e instanceof WebDriverException)
                .until(() -> errorNow(label), Objects::nonNull);
    }

    private String errorNow(String label) {
        WebElement field = field(label);
        String described = String.valueOf(field.getDomAttribute("aria-describedby"));
        return "true".equals(field.getDomAttribute("aria-invalid"))
                ? List.of(described.split(" ")).stream()
                        .filter(id -> id.endsWith("-error"))
                        .map(id -> driver.findElement(By.id(id)).getText())
                        .findFirst()
                        .orElse("")
                : "";
    }

    void drag(String fromText, String toText) {
        WebElement from = first(By.xpath("//li[@draggable='true'][contains(., \"" + fromText + "\")]"));
        WebElement to = first(By.xpath("//li[@draggable='true'][contains(., \"" + toText + "\")]"));
        new Actions(driver)
                .moveToElement(from, -from.getSize().width / 2 + 20, 0)
                .clickAndHold()
                .moveByOffset(0, 5)
                .moveToElement(to, -to.getSize().width / 2 + 20, 0)
                .moveByOffset(0, 2)
                .release()
                .perform();
    }

    /** What a script finds, as text. */
    String script(String text, Object... arguments) {
        return String.valueOf(driver.executeScript(text, arguments));
    }

    /** "Light", "Dark" or "Auto", as people choose it. */
    void colours(String choice) {
        retried(() -> first(By.xpath("//label[normalize-space(.)=\"" + choice + "\"]"))
                .click());
        await().until(() -> script("return document.documentElement.dataset.mantineColorScheme")
                .equals(choice.toLowerCase(Locale.ROOT)));
    }

    /** In light by every rule, and in dark by those that colours can break. */
    void assertAccessibleInBothColours(String page) {
        assertAccessible(page);
        colours("Dark");
        assertNothingFound(page + " in dark", RULES_OF_COLOURS);
        colours("Light");
    }

    void assertAccessible(String page) {
        assertNothingFound(page, RULES);
    }

    private void assertNothingFound(String page, Object rules) {
        if (script("return typeof axe").equals("undefined")) {
            driver.executeScript(axe);
        }
        assertThat(driver.executeAsyncScript(AXE, rules))
                .as("what axe says of " + page + " at " + path())
                .isEqualTo(List.of());
    }

    /** What stands in the part of the page that has this name. */
    String textOf(String label) {
        return first(By.cssSelector("[aria-label='" + label + "']")).getText();
    }

    /** A file that the page gave to whoever uses it. */
    Path saved(String name) {
        Path file = downloads.resolve(name);
        await().alias(name + " is saved").until(() -> Files.isRegularFile(file));
        return file;
    }

    void screenshot(String name) {
        try {
            Files.write(SCREENSHOTS.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of a part of the page alone. */
    void screenshot(String name, By part) {
        try {
            Files.write(SCREENSHOTS.resolve(name + ".png"), first(part).getScreenshotAs(OutputType.BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** That the browser has blocked nothing, and no script has failed, since it was asked last. */
    void assertNothingWentWrong() {
        List<String> wrong = driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(LogEntry::getMessage)
                .filter(message -> !message.contains("the server responded with a status of 4"))
                .toList();
        assertThat(wrong).as("what the browser says").isEmpty();
    }

    @Override
    public void close() {
        driver.quit();
    }

    private WebElement first(By what) {
        await().alias(what + " at " + path())
                .ignoreExceptionsMatching(e -> e instanceof WebDriverException) // the page is being drawn anew
                .until(() -> driver.findElements(what).stream().anyMatch(WebElement::isDisplayed));
        return driver.findElements(what).stream()
                .filter(WebElement::isDisplayed)
                .findFirst()
                .orElseThrow();
    }

    /** Until the element is there to be used: pages are drawn anew while one looks. */
    private static void retried(Runnable action) {
        await().ignoreExceptionsMatching(e -> e instanceof WebDriverException).until(() -> {
            action.run();
            return true;
        });
    }
}
