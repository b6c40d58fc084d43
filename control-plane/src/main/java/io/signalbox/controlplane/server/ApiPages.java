package io.signalbox.controlplane.server;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.HttpStatus;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.ViewControllerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** The pages for people, to which everything leads that they may try first. */
@Configuration(proxyBeanMethods = false)
class ApiPages implements WebMvcConfigurer {

    private static final String INDEX = "/swagger-ui/index.html";
    private static final String DOCUMENT = "/openapi.yaml";
    private static final String WEBJAR = "META-INF/maven/org.webjars/swagger-ui/pom.properties";

    @Override
    public void addViewControllers(ViewControllerRegistry registry) {
        for (String path : new String[] {"/", "/swagger-ui", "/swagger-ui/", "/swagger-ui.html"}) {
            registry.addRedirectViewController(path, INDEX).setStatusCode(HttpStatus.FOUND);
        }
        // Where other servers have a document made from their code. There is one document, and this is not another.
        registry.addRedirectViewController("/v3/api-docs", DOCUMENT).setStatusCode(HttpStatus.FOUND);
    }

    @Override
    public void addResourceHandlers(ResourceHandlerRegistry registry) {
        registry.addResourceHandler("/swagger-ui/**")
                .addResourceLocations(
                        "classpath:/static/swagger-ui/", // ours come first
                        "classpath:/META-INF/resources/webjars/swagger-ui/" + webjarVersion() + "/");
    }

    private static String webjarVersion() {
        Properties properties = new Properties();
        try (InputStream file = new ClassPathResource(WEBJAR).getInputStream()) {
            properties.load(file);
        } catch (IOException e) {
            throw new IllegalStateException(WEBJAR + " is part of the webjar", e);
        }
        return properties.getProperty("version", "");
    }
}
