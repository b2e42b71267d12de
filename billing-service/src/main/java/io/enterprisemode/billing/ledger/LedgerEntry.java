package io.enterprisemode.billing.ledger;

import java.math.BigInteger;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * A set of postings that belong together and sum to zero.
 *
 * @param amountsMinor per account, debit positive; accounts with zero are left out
 */
public record LedgerEntry(Map<Account, Long> amountsMinor) {

    public LedgerEntry {
        Map<Account, Long> posted = new EnumMap<>(Account.class);
        amountsMinor.forEach((account, amount) -> {
            if (amount != 0) {
                posted.put(account, amount);
            }
        });
        BigInteger sum = posted.values().stream().map(BigInteger::valueOf).reduce(BigInteger.ZERO, BigInteger::add);
        if (sum.signum() != 0) {
            throw new IllegalArgumentException("a ledger entry sums to zero, not to " + sum + ": " + posted);
        }
        amountsMinor = Collections.unmodifiableMap(posted);
    }

    /** Whether it moves nothing; such an entry is not written. */
    public boolean isEmpty() {
        return amountsMinor.isEmpty();
    }

    /** The entry that undoes this one. */
    public LedgerEntry reversed() {
        Map<Account, Long> reversed = new EnumMap<>(Account.class);
        amountsMinor.forEach((account, amount) -> reversed.put(account, Math.negateExact(amount)));
        return new LedgerEntry(reversed);
    }
}
