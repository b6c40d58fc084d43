package io.signalbox.controlplane.console;

import io.signalbox.controlplane.settings.Settings;
import java.time.Duration;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.CacheControl;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.resource.EncodedResourceResolver;
import org.springframework.web.servlet.resource.PathResourceResolver;

/** The files of the console's pages. Their names change with what is in them, so that a browser keeps them for good. */
@Configuration(proxyBeanMethods = false)
class ConsoleFiles implements WebMvcConfigurer {

    private static final Duration KEPT = Duration.ofDays(365);

    private final Settings settings;

    ConsoleFiles(Settings settings) {
        this.settings = settings;
    }

    @Override
    public void addResourceHandlers(ResourceHandlerRegistry registry) {
        if (!settings.console()) {
            return;
        }
        registry.addResourceHandler("/console/assets/**")
                .addResourceLocations("classpath:/console/assets/")
                .setCacheControl(CacheControl.maxAge(KEPT).cachePublic().immutable())
                .resourceChain(true)
                .addResolver(new EncodedResourceResolver()) // compressed when the module was built
                .addResolver(new PathResourceResolver());
    }
}
