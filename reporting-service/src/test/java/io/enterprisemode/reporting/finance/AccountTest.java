package io.enterprisemode.reporting.finance;

import static io.enterprisemode.reporting.finance.Account.Movement.COLLECTED;
import static io.enterprisemode.reporting.finance.Account.Movement.CREDITED;
import static io.enterprisemode.reporting.finance.Account.Movement.INVOICED;
import static io.enterprisemode.reporting.finance.Account.Movement.REFUNDED;
import static io.enterprisemode.reporting.finance.Account.Movement.UNCOLLECTIBLE;
import static io.enterprisemode.reporting.finance.Account.Movement.VOIDED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class AccountTest {

    private static final Account ACCOUNT = new Account(Map.of(
            INVOICED,
            100_000L,
            CREDITED,
            -20_000L,
            VOIDED,
            -3_000L,
            UNCOLLECTIBLE,
            -400L,
            COLLECTED,
            90_000L,
            REFUNDED,
            15_000L));

    @Test
    void whatIsOwedIsWhatWasInvoicedAndNotSettledOtherwise() {
        assertThat(ACCOUNT.balanceMinor()).isEqualTo(1_600);
        assertThat(Account.EMPTY.balanceMinor()).isZero();
        assertThat(new Account(Map.of(COLLECTED, 7L)).balanceMinor()).isEqualTo(-7);
    }

    @Test
    void theMovementsOfASpanLeadFromItsOpeningToItsClosing() {
        Account opening = new Account(Map.of(INVOICED, 70_000L, COLLECTED, 70_001L, UNCOLLECTIBLE, -500L));

        Account span = ACCOUNT.since(opening);

        assertThat(opening.balanceMinor() + span.balanceMinor()).isEqualTo(ACCOUNT.balanceMinor());
        assertThat(span.amountMinor(INVOICED)).isEqualTo(30_000);
        assertThat(span.amountMinor(UNCOLLECTIBLE)).isEqualTo(100);
        assertThat(span.amountMinor(REFUNDED)).isEqualTo(15_000);
    }

    @Test
    void anAccountIsQuietWhenNothingHappenedAlsoWhereMovementsCancelOut() {
        assertThat(ACCOUNT.since(ACCOUNT).isQuiet()).isTrue();
        assertThat(Account.EMPTY.isQuiet()).isTrue();
        assertThat(new Account(Map.of(INVOICED, 5L, COLLECTED, 5L)).isQuiet()).isFalse();
    }

    @Test
    void aBalanceBeyond64BitsIsRefused() {
        assertThatThrownBy(() -> new Account(Map.of(INVOICED, Long.MAX_VALUE, REFUNDED, 1L)).balanceMinor())
                .isInstanceOf(ArithmeticException.class);
    }
}
