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
 * @param meters in the order of their ids
 * @param versions all versions of all plans, plans in the order they are shown, older versions first
 */
public record Catalogue(
        long revision,
        List<Meter> meters,
        List<PlanVersion> versions,
        Map<String, Meter> metersByCode,
        Map<Short, Meter> metersById) {

    public Catalogue {
        meters = List.copyOf(meters);
        versions = List.copyOf(versions);
        metersByCode = Map.copyOf(metersByCode);
        metersById = Map.copyOf(metersById);
    }

    /** The catalogue of these meters and plan versions, before any change. */
    public static Catalogue of(List<Meter> meters, List<PlanVersion> versions) {
        return of(0, meters, versions);
    }

    /** The catalogue of these meters and plan versions. */
    public static Catalogue of(long revision, List<Meter> meters, List<PlanVersion> versions) {
        return new Catalogue(
                revision,
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

    /** The newest version of every plan. */
    public List<PlanVersion> offered() {
        return versions.stream()
                .filter(version -> offered(version.code()).orElseThrow().version() == version.version())
                .toList();
    }

    /** The newest version of a plan. */
    public Optional<PlanVersion> offered(String code) {
        return versions.stream().filter(version -> version.code().equals(code)).reduce((older, newer) -> newer);
    }

    /**
     * A version that a subscription has.
     *
     * @throws CatalogueChangedException when there is none: the copy is old
     */
    public PlanVersion version(String code, int version) {
        return versions.stream()
                .filter(each -> each.code().equals(code) && each.version() == version)
                .findFirst()
                .orElseThrow(() -> new CatalogueChangedException(revision, "version " + version + " of plan " + code));
    }
}
