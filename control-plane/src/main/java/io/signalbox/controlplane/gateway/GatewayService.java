package io.signalbox.controlplane.gateway;

import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.paging.Cursor;
import io.signalbox.controlplane.paging.Page;
import io.signalbox.controlplane.paging.PageRequest;
import io.signalbox.controlplane.problem.InvalidParameter;
import io.signalbox.controlplane.problem.InvalidParameters;
import io.signalbox.controlplane.problem.Problem;
import io.signalbox.controlplane.problem.StoreFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.node.JsonNodeFactory;

/** Gateways: made, changed and deleted here; everything below one begins by asking here whether it exists. */
@Service
public class GatewayService {

    private static final Duration ALIVE = Duration.ofSeconds(60);
    private static final UUID NONE = new UUID(0, 0);
    private static final int MAX_NAMED = 10;

    private final GatewayRepository gateways;
    private final GatewayChanges changes;
    private final Tombstones tombstones;
    private final Editions editions;
    private final List<StoredNeeds> storedNeeds;

    GatewayService(
            GatewayRepository gateways,
            GatewayChanges changes,
            Tombstones tombstones,
            Editions editions,
            List<StoredNeeds> storedNeeds) {
        this.gateways = gateways;
        this.changes = changes;
        this.tombstones = tombstones;
        this.editions = editions;
        this.storedNeeds = storedNeeds;
    }

    static Problem notFound(UUID id) {
        return new Problem.NotFound("Event gateway [" + id + "] was not found");
    }

    Gateway create(BodyReader body) {
        GatewayRequest request = GatewayRequest.create(body);
        body.check();
        return changes.withGrace(() -> {
            checkName(request, NONE);
            GatewayRow gateway = GatewayRow.of(request);
            save(gateway, gateways::insert);
            changes.created(gateway);
            return show(gateway);
        });
    }

    @Transactional(readOnly = true)
    public Gateway get(UUID id) {
        return show(gateways.find(id).orElseThrow(() -> notFound(id)));
    }

    @Transactional(readOnly = true)
    Page<Gateway> list(PageRequest page) {
        List<GatewayRow> rows = gateways.page(page);
        return page.page(rows, shown(rows), gateway -> new Cursor(gateway.createdAt(), gateway.id()));
    }

    Gateway update(UUID id, BodyReader body, GatewayRequest request) {
        return changes.make(id, change -> {
            InvalidParameters invalid = body.invalid();
            GatewayRow written = write(change, request, invalid);
            invalid.check();
            return show(written);
        });
    }

    /**
     * Makes the gateway what a part of a larger change wants it to be, its name excepted, and says whether that is another;
     * what is wrong goes to {@code invalid}.
     */
    public boolean declare(Change change, BodyReader body, InvalidParameters invalid) {
        GatewayRequest request = GatewayRequest.put(body).withoutName();
        InvalidParameters own = body.invalid();
        GatewayRow written = write(change, request, own);
        invalid.addAll(own, body.field("").replaceFirst("\\.$", ""));
        return !written.equals(change.gateway());
    }

    /** As it was, when something is wrong or nothing changes. */
    private GatewayRow write(Change change, GatewayRequest request, InvalidParameters invalid) {
        GatewayRow gateway = change.gateway();
        request.minRuntimeVersion()
                .flatMap(RuntimeVersion::parse)
                .ifPresent(wanted -> checkLowering(gateway, wanted, invalid));
        if (!invalid.isEmpty()) {
            return gateway;
        }
        checkName(request, gateway.id());
        GatewayRow wanted = gateway.with(request);
        if (wanted.equals(gateway)) {
            return gateway;
        }
        GatewayRow changed = wanted.changed(change);
        save(changed, gateways::update);
        change.replaceGateway(changed);
        return changed;
    }

    /** Deletes it with everything below it, in use or not; the database cascades. */
    void delete(UUID id) {
        changes.withGrace(() -> {
            GatewayRow gateway = gateways.lock(id).orElseThrow(() -> notFound(id));
            gateways.delete(id);
            tombstones.announce(id, gateway.version() + 1);
            return true;
        });
    }

    /** The gateway of this name, which is made if there is none. */
    public UUID named(String name) {
        return gateways.findByName(name).orElseGet(() -> {
            try {
                return create(BodyReader.part(
                                JsonNodeFactory.instance.objectNode().put("name", name), "", false))
                        .id();
            } catch (Problem.Conflict e) {
                return gateways.findByName(name).orElseThrow(() -> e); // another control plane has just made it
            }
        });
    }

    /** Answers 404 when there is no such gateway. */
    @Transactional(readOnly = true)
    public void checkExists(UUID id) {
        if (!gateways.exists(id)) {
            throw notFound(id);
        }
    }

    /** What nodes must know of a gateway itself; empty when it is gone. */
    @Transactional(readOnly = true)
    public Optional<GatewayState> state(UUID id) {
        return gateways.find(id)
                .map(gateway ->
                        new GatewayState(id, gateway.version(), gateway.edition(), gateway.minRuntimeVersion()));
    }

    /** Whether a version that a node or cache holds is one of this database's. */
    @Transactional(readOnly = true)
    public VersionStatus status(UUID id, HeldVersion held) {
        return editions.status(id, held);
    }

    /** The same, of a state that was read earlier than another. */
    @Transactional(readOnly = true)
    public VersionStatus status(GatewayState older, GatewayState newer) {
        return editions.status(older, newer);
    }

    /** What was deleted after this version, if {@link GatewayState#remembersSince} it. */
    @Transactional(readOnly = true)
    public List<Removed> removedSince(UUID id, long version) {
        return tombstones.since(id, version);
    }

    /** Adds what some of the gateway's nodes may not understand to {@code invalid}. */
    @Transactional(readOnly = true)
    public void checkKnown(UUID id, List<Need> needs, InvalidParameters invalid) {
        Optional<RuntimeVersion> oldest =
                needs.isEmpty() ? Optional.empty() : gateways.find(id).flatMap(GatewayRow::oldestRelease);
        needs.stream()
                .filter(need -> oldest.filter(release -> release.compareTo(need.release()) >= 0)
                        .isEmpty())
                .forEach(need -> invalid.add(need.refusal()));
    }

    private void checkLowering(GatewayRow gateway, RuntimeVersion wanted, InvalidParameters invalid) {
        boolean lower =
                gateway.oldestRelease().filter(now -> wanted.compareTo(now) < 0).isPresent();
        storedNeeds.stream()
                .flatMap(feature -> lower ? feature.of(gateway.id()) : Stream.empty())
                .filter(stored -> stored.need().release().compareTo(wanted) > 0)
                .limit(MAX_NAMED)
                .forEach(stored -> invalid.add(InvalidParameter.standard(
                        "min_runtime_version",
                        "invalid",
                        "must stay at " + stored.need().release() + " or later for the "
                                + stored.need().field() + " of " + stored.owner())));
    }

    private void checkName(GatewayRequest request, UUID except) {
        request.name().filter(name -> gateways.isNameTaken(name, except)).ifPresent(name -> {
            throw taken(name);
        });
    }

    // Two gateways have no lock in common: that a name is free is certain only once the row is written.
    private static void save(GatewayRow gateway, Consumer<GatewayRow> write) {
        try {
            write.accept(gateway);
        } catch (DataIntegrityViolationException e) {
            throw StoreFailure.isUniqueViolation(e) ? taken(gateway.name()) : e;
        }
    }

    private static Problem taken(String name) {
        return new Problem.Conflict("event gateway", "name", name, "this installation");
    }

    private Gateway show(GatewayRow gateway) {
        return shown(List.of(gateway)).apply(gateway);
    }

    /** With the totals of all of them, each kind in one look. */
    private Function<GatewayRow, Gateway> shown(List<GatewayRow> rows) {
        List<UUID> ids = Stream.concat(Stream.of(NONE), rows.stream().map(GatewayRow::id)) // SQL has no empty list
                .toList();
        Map<UUID, Long> nodes = gateways.nodesSeen(ids, Instant.now().minus(ALIVE));
        Map<UUID, Long> clusters = gateways.virtualClusters(ids);
        return gateway -> gateway.shown(nodes.getOrDefault(gateway.id(), 0L), clusters.getOrDefault(gateway.id(), 0L));
    }

    /** A gateway's id, version with its edition, and the release that its nodes must at least have. */
    public record GatewayState(UUID id, long version, UUID edition, String minRuntimeVersion) {

        public HeldVersion held() {
            return new HeldVersion(version, Optional.of(edition));
        }

        /** Whether all deletes after this version are still known: tombstones do not stay for ever. */
        public boolean remembersSince(long older) {
            return older >= version - Tombstones.KEPT_VERSIONS;
        }
    }
}
