package io.signalbox.controlplane.console;

import io.signalbox.controlplane.problem.Problem;
import io.signalbox.controlplane.settings.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The one page that is all pages of the console: its script looks at the address. Each answer has a nonce of its own, without which its
 * browser takes no styles but those of our files; scripts come from our files and nowhere else.
 */
@RestController
class ConsoleController {

    private static final String NONCE = "__NONCE__"; // where the page is to have it
    private static final int NONCE_BYTES = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-" + NONCE
            + "'; style-src-attr 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self';"
            + " object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    private final boolean on;
    private final Optional<String> page;
    private final String missing;

    @Autowired
    ConsoleController(Settings settings) throws IOException {
        this(settings.console(), built());
    }

    ConsoleController(boolean on, Optional<String> page) throws IOException {
        this.on = on;
        this.page = page;
        missing = text(new ClassPathResource("pages/no-console.html"));
    }

    /** Whatever is below it, but for files: these are never taken for a page. */
    @GetMapping({"/console", "/console/", "/console/{page:(?!assets$).+}/**"})
    ResponseEntity<String> page() {
        if (!on) {
            throw new Problem.NotFound("The console is switched off: " + Settings.CONSOLE);
        }
        byte[] random = new byte[NONCE_BYTES];
        RANDOM.nextBytes(random);
        String nonce = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        return ResponseEntity.status(page.isPresent() ? HttpStatus.OK : HttpStatus.NOT_FOUND)
                .contentType(new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8))
                .cacheControl(CacheControl.noStore())
                .header("Content-Security-Policy", POLICY.replace(NONCE, nonce))
                .header("Cross-Origin-Opener-Policy", "same-origin")
                .header("Cross-Origin-Resource-Policy", "same-origin")
                .header("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
                .body(page.orElse(missing).replace(NONCE, nonce));
    }

    private static Optional<String> built() throws IOException {
        ClassPathResource file = new ClassPathResource("console/index.html");
        return file.exists() ? Optional.of(text(file)) : Optional.empty();
    }

    private static String text(ClassPathResource file) throws IOException {
        try (InputStream content = file.getInputStream()) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
