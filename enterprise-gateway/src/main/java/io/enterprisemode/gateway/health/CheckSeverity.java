package io.enterprisemode.gateway.health;

/** How much a check counts: critical 10, high 7.5, medium 5, low 2.5. */
public enum CheckSeverity {
    CRITICAL(4),
    HIGH(3),
    MEDIUM(2),
    LOW(1);

    private final int weight;

    CheckSeverity(int weight) {
        this.weight = weight;
    }

    /** The weight in units of 2.5, so that sums are exact. */
    int weight() {
        return weight;
    }
}
