package io.signalbox.controlplane;

import io.signalbox.controlplane.secret.SecretCipher;
import io.signalbox.controlplane.secret.SecretJson;
import org.hibernate.cfg.MappingSettings;
import org.hibernate.type.format.jackson.Jackson3JsonFormatMapper;
import org.springframework.boot.hibernate.autoconfigure.HibernatePropertiesCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

/** JSON columns are written by the mapper that writes the API's JSON, but for secrets, which are sealed in them. */
@Configuration(proxyBeanMethods = false)
class PersistenceConfiguration {

    @Bean
    HibernatePropertiesCustomizer jsonColumns(JsonMapper json, SecretCipher cipher) {
        JsonMapper columns = json.rebuild().addModule(SecretJson.stored(cipher)).build();
        return properties -> properties.put(MappingSettings.JSON_FORMAT_MAPPER, new Jackson3JsonFormatMapper(columns));
    }
}
