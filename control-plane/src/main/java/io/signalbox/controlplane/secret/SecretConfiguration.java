package io.signalbox.controlplane.secret;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.JacksonModule;

/** Teaches the API's mapper not to show secrets. */
@Configuration(proxyBeanMethods = false)
class SecretConfiguration {

    @Bean
    JacksonModule secretsAsShown() {
        return SecretJson.shown();
    }
}
