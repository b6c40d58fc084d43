package io.signalbox.controlplane.health;

import java.util.Map;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.dao.DataAccessException;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Alive: the process answers. Ready: everything is up and the database answers too. */
@RestController
@RequestMapping("/health/probes")
class HealthController {

    private final ApplicationAvailability availability;
    private final JdbcClient jdbc;

    HealthController(ApplicationAvailability availability, JdbcClient jdbc) {
        this.availability = availability;
        this.jdbc = jdbc;
    }

    @GetMapping("/liveness")
    Map<String, String> liveness() {
        return Map.of("status", "alive");
    }

    @GetMapping("/readiness")
    ResponseEntity<Map<String, String>> readiness() {
        boolean ready = availability.getReadinessState() == ReadinessState.ACCEPTING_TRAFFIC && databaseAnswers();
        return ResponseEntity.status(ready ? 200 : 503).body(Map.of("status", ready ? "ready" : "not ready"));
    }

    private boolean databaseAnswers() {
        try {
            return jdbc.sql("select 1").query(Integer.class).single() == 1;
        } catch (DataAccessException e) {
            return false;
        }
    }
}
