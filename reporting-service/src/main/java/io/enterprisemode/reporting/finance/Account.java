package io.enterprisemode.reporting.finance;

import java.util.EnumMap;
import java.util.Map;

/**
 * What happened on the account of an organization in one currency, and what is owed after it.
 *
 * @param amountsMinor in minor units; 0 where one is left out
 */
record Account(Map<Movement, Long> amountsMinor) {

    static final Account EMPTY = new Account(Map.of());

    /** What changes what is owed. */
    enum Movement {
        /** Totals of invoices. */
        INVOICED,
        /** Totals of credit notes; not above 0. */
        CREDITED,
        /** Totals of invoices that were declared void; not above 0. */
        VOIDED,
        /** What was given up; not above 0, but for the payment of what was given up before. */
        UNCOLLECTIBLE,
        COLLECTED,
        REFUNDED
    }

    Account {
        amountsMinor = Map.copyOf(amountsMinor);
    }

    long amountMinor(Movement movement) {
        return amountsMinor.getOrDefault(movement, 0L);
    }

    /** What the organization owes; below 0 when it is owed. */
    long balanceMinor() {
        long balance = 0;
        for (Movement movement : Movement.values()) {
            long amount = amountMinor(movement);
            balance = switch (movement) {
                case INVOICED, CREDITED, VOIDED, UNCOLLECTIBLE, REFUNDED -> Math.addExact(balance, amount);
                case COLLECTED -> Math.subtractExact(balance, amount);
            };
        }
        return balance;
    }

    /** What happened since the account was an earlier one. */
    Account since(Account earlier) {
        Map<Movement, Long> amounts = new EnumMap<>(Movement.class);
        for (Movement movement : Movement.values()) {
            amounts.put(movement, Math.subtractExact(amountMinor(movement), earlier.amountMinor(movement)));
        }
        return new Account(amounts);
    }

    /** Whether nothing happened. */
    boolean isQuiet() {
        return amountsMinor.values().stream().allMatch(amount -> amount == 0);
    }
}
