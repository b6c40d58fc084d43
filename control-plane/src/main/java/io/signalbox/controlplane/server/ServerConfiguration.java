package io.signalbox.controlplane.server;

import io.signalbox.controlplane.settings.Settings;
import io.signalbox.telemetry.Telemetry;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardHost;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What cannot be said about the container in {@code application.yml}. */
@Configuration(proxyBeanMethods = false)
class ServerConfiguration {

    private static final String IN_QUERIES = "[]|{}^`\"<>\\"; // written as they are by people and by some clients

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> guarded(Settings settings, Telemetry telemetry) {
        return factory -> {
            settings.healthPort().ifPresent(port -> {
                Connector connector = HealthPort.connector(settings.bindAddress(), port);
                customize(connector);
                factory.addAdditionalConnectors(connector);
                factory.addEngineValves(new HealthPort(connector));
            });
            factory.setProtocol(GuardedProtocol.class.getName());
            factory.addEngineValves(new AuditLog(), new SecurityHeadersValve(), new UnreadBodyValve());
            if (telemetry.takesSpans()) {
                factory.addEngineValves(new RequestSpans(telemetry));
            }
            factory.addConnectorCustomizers(ServerConfiguration::customize);
            factory.addContextCustomizers(context -> {
                if (context.getParent() instanceof StandardHost host) {
                    host.setErrorReportValveClass(ProblemReportValve.class.getName());
                }
            });
        };
    }

    private static void customize(Connector connector) {
        connector.setParseBodyMethods(""); // a form is no body of this API, and its parser would wait for it
        if (connector.getProtocolHandler() instanceof AbstractHttp11Protocol<?> http) {
            http.setRelaxedQueryChars(IN_QUERIES);
        }
    }
}
