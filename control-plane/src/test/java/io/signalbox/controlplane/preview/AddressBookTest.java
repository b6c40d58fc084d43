package io.signalbox.controlplane.preview;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.controlplane.node.ReportedBrokers;
import io.signalbox.controlplane.preview.AdvertisedAddresses.Way;
import io.signalbox.credentials.Issuer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AddressBookTest {

    private static final String WILDCARD = Issuer.create(Issuer.KeyKind.EC, "CN=us", Duration.ofDays(1))
            .issue(Issuer.CertificateRequest.of(
                    Issuer.KeyKind.EC, "CN=gateway", Duration.ofDays(1), "*.orders.example.com"))
            .certificatePem();
    private static final String REFERENCE = "${env['C']}";

    @Test
    void eachBrokerHasItsPortOrTheReasonWhyNot() {
        Stored stored =
                new Stored("9092-9094").cluster("orders").mapping("forward", "orders", "kafka.example", "at_start", 1);

        Way way = only(stored, 0, 1, 2, 3);

        assertThat(addresses(way))
                .containsExactly("kafka.example:9092", "1 kafka.example:9093", "2 kafka.example:9094");
        assertThat(way.brokers().get(0).notExposed())
                .hasValueSatisfying(why -> assertThat(why)
                        .startsWith("Its id is less than min_broker_id [1].")
                        .contains("[9092-9096] with min_broker_id [0]"));
        assertThat(way.brokers().get(3).notExposed())
                .hasValueSatisfying(
                        why -> assertThat(why).startsWith("The port that it would have is none of the listener's."));
        assertThat(way.unreachable()).isEmpty();
        assertThat(way.bootstrap().get(0).certificateCovers()).isEmpty();
    }

    @Test
    void withoutABootstrapPortEveryBrokerServesAsOne() {
        Stored stored = new Stored("9092-9094").cluster("orders").mapping("forward", "orders", "0.0.0.0", "none", 1);

        assertThat(addresses(only(stored, 1, 2)))
                .containsExactly(
                        "{local_address}:9092",
                        "{local_address}:9093",
                        "1 {local_address}:9092",
                        "2 {local_address}:9093");
        assertThat(addresses(only(stored))).containsExactly("{local_address}:9092");
    }

    @Test
    void namesAreGivenWithThePortAtWhichAClientCameInUnlessThereIsAnAdvertisedOne() {
        Stored stored = new Stored("9443", "9092-9093")
                .cluster("orders")
                .tlsServer(REFERENCE, false)
                .sni("local", ".example.com")
                .sni("balanced", true, ".example.com", Optional.of(443), "shared_suffix");

        AdvertisedAddresses addresses = addresses(stored, 0, 7);

        assertThat(addresses(addresses.policies().get(0)))
                .containsExactly(
                        "bootstrap.orders.example.com:9443",
                        "0 broker-0.orders.example.com:9443",
                        "7 broker-7.orders.example.com:9443");
        assertThat(addresses.policies().get(0).ports()).contains(List.of("9092-9093", "9443"));
        assertThat(addresses(addresses.policies().get(1)))
                .startsWith("bootstrap-orders.example.com:443", "0 broker-0-orders.example.com:443");
        assertThat(addresses.policies().get(1).ports()).isEmpty();
        assertThat(addresses.policies()).allMatch(way -> way.unreachable().isEmpty());
    }

    @Test
    void whatTheCertificateCoversIsSaidOfEachName() {
        Stored stored = new Stored("9092")
                .cluster("orders")
                .cluster("payments")
                .tlsServer(WILDCARD, true)
                .sni("by_sni", ".example.com")
                .mapping("forward", "payments", "10.0.0.5", "at_start", 0);

        AdvertisedAddresses orders = addresses(stored, 0);
        AdvertisedAddresses payments =
                new AddressBook(stored.routes()).of(stored.clusters().get(1), Optional.empty());

        assertThat(orders.policies().get(0).bootstrap().get(0).certificateCovers())
                .contains(true);
        assertThat(orders.policies().get(0).brokers().get(0).certificateCovers())
                .contains(true);
        assertThat(payments.policies().get(0).bootstrap().get(0).certificateCovers())
                .contains(false);
        assertThat(payments.policies().get(1).bootstrap().get(0).certificateCovers())
                .as("addresses are not names")
                .isEmpty();
    }

    @Test
    void ofAReferenceNobodyKnowsWhatItCovers() {
        Stored stored =
                new Stored("9092").cluster("orders").tlsServer(REFERENCE, false).sni("by_sni", ".example.com");

        assertThat(only(stored).bootstrap().get(0).certificateCovers()).isEmpty();
    }

    @Test
    void aPolicyBehindOneThatTakesItsPortsIsUnreachable() {
        Stored stored = new Stored("9092-9095", "8092")
                .cluster("orders")
                .tlsServer(REFERENCE, false)
                .mapping("forward", "orders", "localhost", "at_start", 0)
                .sni("by_sni", ".example.com");
        Stored withoutLower = new Stored("9092-9095")
                .cluster("orders")
                .tlsServer(REFERENCE, false)
                .mapping("forward", "orders", "localhost", "at_start", 0)
                .sni("by_sni", ".example.com");

        Way partly = addresses(stored).policies().get(1);
        Way never = addresses(withoutLower).policies().get(1);

        assertThat(addresses(partly)).containsExactly("bootstrap.orders.example.com:8092");
        assertThat(partly.unreachable()).isEmpty();
        assertThat(never.unreachable())
                .contains("Its connections are taken by policy [forward], which comes before it.");
    }

    @Test
    void namesLeadNowhereWithoutTls() {
        Stored stored = new Stored("9092").cluster("orders").sni("by_sni", ".example.com");

        assertThat(only(stored).unreachable())
                .hasValueSatisfying(why -> assertThat(why).contains("no enabled tls_server"));
    }

    @Test
    void aVirtualClusterIsThereWhenAnEnabledPolicyLeadsToIt() {
        Stored stored = new Stored("9092")
                .cluster("orders")
                .cluster("payments")
                .sni("off", false, ".example.com", Optional.empty(), "shared_suffix")
                .mapping("forward", "payments", "localhost", "none", 0);

        AddressBook book = new AddressBook(stored.routes());

        assertThat(stored.clusters())
                .filteredOn(book::has)
                .extracting(cluster -> cluster.spec().name())
                .containsExactly("payments");
        assertThat(book.of(stored.clusters().get(1), Optional.empty()).brokersReportedAt())
                .isEmpty();
    }

    private static Way only(Stored stored, Integer... brokers) {
        assertThat(addresses(stored, brokers).policies()).hasSize(1);
        return addresses(stored, brokers).policies().get(0);
    }

    private static AdvertisedAddresses addresses(Stored stored, Integer... brokers) {
        return new AddressBook(stored.routes())
                .of(stored.clusters().get(0), Optional.of(new ReportedBrokers(List.of(brokers), Instant.EPOCH)));
    }

    private static List<String> addresses(Way way) {
        return Stream.concat(
                        way.bootstrap().stream().map(AdvertisedAddresses.Address::address),
                        way.brokers().stream()
                                .flatMap(broker ->
                                        broker.address().stream().map(address -> broker.brokerId() + " " + address)))
                .toList();
    }
}
