package io.enterprisemode.billing.rating;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The levels of one workspace in the parts of a usage period, for meters of MAX and LATEST. What is in use stays in use
 * over a change of plan: a part begins with the level carried into it, the quantity of the last event before it in the
 * same period, 0 without one.
 */
public final class PartLevels {

    private PartLevels() {}

    /**
     * What was said in a part.
     *
     * @param greatest of the quantities
     * @param last the quantity of the last event by time, of two at the same time the later arrival
     */
    public record Said(long greatest, long last) {}

    /**
     * Levels of MAX: the greatest of the level carried and what was said. Parts of one plan are taken together: the
     * level of each is the greatest over all of them.
     *
     * @param plans the plan of each part; equal ones are the same plan
     * @param said in each part; null: no event
     */
    public static List<Long> max(List<?> plans, List<@Nullable Said> said) {
        Map<Object, Long> greatest = new HashMap<>();
        long carried = 0;
        for (int i = 0; i < said.size(); i++) {
            Said here = said.get(i);
            greatest.merge(plans.get(i), here == null ? carried : Math.max(carried, here.greatest()), Math::max);
            carried = here == null ? carried : here.last();
        }
        return plans.stream().map(plan -> greatest.getOrDefault(plan, 0L)).toList();
    }

    /**
     * Levels of LATEST: the last of what was said, else the level carried.
     *
     * @param said in each part; null: no event
     */
    public static List<Long> latest(List<@Nullable Said> said) {
        List<Long> levels = new ArrayList<>(said.size());
        long carried = 0;
        for (Said here : said) {
            carried = here == null ? carried : here.last();
            levels.add(carried);
        }
        return levels;
    }
}
