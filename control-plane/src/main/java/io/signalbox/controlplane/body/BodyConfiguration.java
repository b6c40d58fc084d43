package io.signalbox.controlplane.body;

import io.signalbox.controlplane.problem.Ids;
import java.util.List;
import java.util.UUID;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.convert.converter.Converter;
import org.springframework.format.FormatterRegistry;
import org.springframework.http.MediaType;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.ContentNegotiationConfigurer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Teaches Spring MVC our bodies, our ids, and to answer JSON whatever a client says that it accepts. */
@Configuration(proxyBeanMethods = false)
class BodyConfiguration implements WebMvcConfigurer {

    @Override
    public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
        resolvers.add(new RequestArgument<>(BodyReader.class, JsonBody::read));
        // Whatever media type it was sent under.
        resolvers.add(new RequestArgument<>(Document.class, request -> Document.parse(Bodies.of(request))));
    }

    @Override
    public void addFormatters(FormatterRegistry registry) {
        // A class and not a lambda: Spring reads the types of the conversion from it.
        registry.addConverter(new Converter<String, UUID>() {
            @Override
            public UUID convert(String text) {
                return Ids.parse(text).orElseThrow(() -> new IllegalArgumentException("not an id"));
            }
        });
    }

    @Override
    public void configureContentNegotiation(ContentNegotiationConfigurer configurer) {
        configurer.ignoreAcceptHeader(true).defaultContentType(MediaType.APPLICATION_JSON);
    }
}
