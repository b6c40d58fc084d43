package io.signalbox.controlplane.server;

import java.io.IOException;
import java.io.InputStream;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The API's document as it is, under the media type that it has: a static file would not have it. */
@RestController
class ApiDocumentController {

    private final byte[] document;

    ApiDocumentController() throws IOException {
        try (InputStream file = new ClassPathResource("static/openapi.yaml").getInputStream()) {
            document = file.readAllBytes();
        }
    }

    @GetMapping("/openapi.yaml")
    ResponseEntity<byte[]> get() {
        return ResponseEntity.ok().contentType(MediaType.APPLICATION_YAML).body(document);
    }
}
