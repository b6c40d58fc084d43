package io.signalbox.controlplane.entity;

import java.lang.reflect.Method;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Maps paths to controllers of which there are several of one class, where annotations could name one path only. */
@Component
public class Routes {

    private final RequestMappingHandlerMapping mapping;

    Routes(RequestMappingHandlerMapping mapping) {
        this.mapping = mapping;
    }

    /** To be called before requests are taken; the controller has one method of this name. */
    public void add(RequestMethod verb, String path, Object controller, String method) {
        RequestMappingInfo info = RequestMappingInfo.paths(path)
                .methods(verb)
                .options(mapping.getBuilderConfiguration())
                .build();
        Method handler = Stream.of(controller.getClass().getDeclaredMethods())
                .filter(declared -> declared.getName().equals(method))
                .findFirst()
                .orElseThrow();
        mapping.registerMapping(info, controller, handler);
    }
}
