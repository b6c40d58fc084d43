package io.signalbox.controlplane;

import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.paging.ListQuery;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.context.annotation.Configuration;

/** Keeps what our own argument resolvers supply out of the API document, where it would look like query parameters. */
@Configuration(proxyBeanMethods = false)
class ApiDocumentConfiguration {

    static {
        SpringDocUtils.getConfig().addRequestWrapperToIgnore(BodyReader.class, ListQuery.class);
    }
}
