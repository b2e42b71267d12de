package io.enterprisemode.billing.plan;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Everything that can be measured and subscribed to.
 *
 * @param revision changes with the content
 * @param plans by code; what is said of none of them is offered
 * @param meters in the order of their ids
 * @param versions all versions of all plans, plans in the order they are shown, older versions first
 */
public record Catalogue(
        long revision,
        Map<String, PlanEntry> plans,
        List<Meter> meters,
        List<PlanVersion> versions,
        Map<String, Meter> metersByCode,
        Map<Short, Meter> metersById) {

    public Catalogue {
        plans = Map.copyOf(plans);
        meters = List.copyOf(meters);
        versions = List.copyOf(versions);
        metersByCode = Map.copyOf(metersByCode);
        metersById = Map.copyOf(metersById);
    }

    /** The catalogue of these meters and plan versions, before any change. */
    public static Catalogue of(List<Meter> meters, List<PlanVersion> versions) {
        return of(0, List.of(), meters, versions);
    }

    /** The catalogue of these meters and plan versions, all offered. */
    public static Catalogue of(long revision, List<Meter> meters, List<PlanVersion> versions) {
        return of(revision, List.of(), meters, versions);
    }

    /** The catalogue of these plans, meters and plan versions. */
    public static Catalogue of(long revision, List<PlanEntry> plans, List<Meter> meters, List<PlanVersion> versions) {
        return new Catalogue(
                revision,
                plans.stream().collect(Collectors.toMap(PlanEntry::code, Function.identity())),
                meters,
                versions,
                meters.stream().collect(Collectors.toMap(Meter::code, Function.identity())),
                meters.stream().collect(Collectors.toMap(Meter::id, Function.identity())));
    }

    /** The meter with this code. */
    public Optional<Meter> meter(String code) {
        return Optional.ofNullable(metersByCode.get(code));
    }

    /**
     * The meter with this id, which was read from a table.
     *
     * @throws CatalogueChangedException when there is none: the copy is old
     */
    public Meter meter(short id) {
        Meter meter = metersById.get(id);
        if (meter == null) {
            throw new CatalogueChangedException(revision, "meter " + id);
        }
        return meter;
    }

    /** Whether a plan is not offered any more. */
    public boolean isRetired(String code) {
        PlanEntry plan = plans.get(code);
        return plan != null && plan.retired();
    }

    /** The newest version of every plan that is offered. */
    public List<PlanVersion> offered() {
        return versions.stream()
                .filter(version -> offered(version.code())
                        .filter(newest -> newest.version() == version.version())
                        .isPresent())
                .toList();
    }

    /** The newest version of a plan; empty when it is not offered any more. */
    public Optional<PlanVersion> offered(String code) {
        return newest(code).filter(version -> !isRetired(code));
    }

    /** The newest version of a plan, whether it is offered or not. */
    public Optional<PlanVersion> newest(String code) {
        return versions.stream().filter(version -> version.code().equals(code)).reduce((older, newer) -> newer);
    }

    /** A version of a plan, whether it is offered or not. */
    public Optional<PlanVersion> find(String code, int version) {
        return versions.stream()
                .filter(each -> each.code().equals(code) && each.version() == version)
                .findFirst();
    }

    /**
     * A version that a subscription has.
     *
     * @throws CatalogueChangedException when there is none: the copy is old
     */
    public PlanVersion version(String code, int version) {
        return find(code, version)
                .orElseThrow(() -> new CatalogueChangedException(revision, "version " + version + " of plan " + code));
    }
}
