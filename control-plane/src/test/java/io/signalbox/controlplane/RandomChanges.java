package io.signalbox.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Creates, replaces, deletes and re-orders, as chance has it; what is refused because it is in use is refused. */
final class RandomChanges {

    private final Api api;
    private final String gateway;
    private final Random random;
    private final List<String> backends = new ArrayList<>();
    private final List<String> listeners = new ArrayList<>();
    private int number;

    RandomChanges(Api api, String gateway, Random random) {
        this.api = api;
        this.gateway = gateway;
        this.random = random;
    }

    /** At least one of them changes something. */
    void make(int count) {
        number++;
        backends.add(api.newBackendCluster(gateway, "kafka-" + number));
        for (int i = 1; i < count; i++) {
            number++;
            switch (random.nextInt(6)) {
                case 0 -> backends.add(api.newBackendCluster(gateway, "kafka-" + number));
                case 1 -> listeners.add(api.newListener(gateway, "main-" + number, "['" + (1024 + number) + "']"));
                case 2 -> pick(backends).ifPresent(this::addRoute);
                case 3 -> pick(listeners).ifPresent(this::replaceListener);
                case 4 -> pick(listeners).ifPresent(this::reorder);
                default -> delete();
            }
        }
    }

    long version() {
        return Long.parseLong(api.get(gateway).text("version").substring("v1.".length()));
    }

    private void addRoute(String backend) {
        String virtual = api.newVirtualCluster(gateway, "orders-" + number, backend);
        String sni = Api.json(
                "{'type': 'forward_to_virtual_cluster', 'config': {'type': 'sni', 'sni_suffix': '.s%s.example'}}",
                number);
        String policy = random.nextInt(3) == 0 ? Api.portMapping(virtual) : sni;
        pick(listeners).ifPresent(listener -> api.post(gateway + "/listeners/" + listener + "/policies", policy));
    }

    private void replaceListener(String listener) {
        api.put(
                gateway + "/listeners/" + listener,
                Api.json("{'name': 'other-%s', 'addresses': ['127.0.0.1'], 'ports': ['%s']}", number, 1024 + number));
    }

    private void reorder(String listener) {
        List<String> ids = new ArrayList<>();
        api.get(gateway + "/listeners/" + listener + "/policies")
                .body()
                .forEach(policy -> ids.add(policy.get("id").asString()));
        if (ids.size() > 1) {
            String last = ids.get(ids.size() - 1);
            assertThat(api.post(gateway + "/listeners/" + listener + "/policies/" + last + "/move", "{\"index\": 0}")
                            .status())
                    .isEqualTo(204);
        }
    }

    private void delete() {
        if (random.nextInt(3) == 0) {
            pick(listeners).ifPresent(listener -> {
                api.delete(gateway + "/listeners/" + listener);
                listeners.remove(listener);
            });
        } else {
            pick(listeners)
                    .ifPresent(listener -> api.get(gateway + "/listeners/" + listener + "/policies")
                            .body()
                            .forEach(policy -> api.delete(gateway + "/listeners/" + listener + "/policies/"
                                    + policy.get("id").asString())));
        }
    }

    private Optional<String> pick(List<String> from) {
        return from.isEmpty() ? Optional.empty() : Optional.of(from.get(random.nextInt(from.size())));
    }
}
