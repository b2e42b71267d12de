package io.enterprisemode.teams;

import com.ibm.icu.text.IDNA;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * The ASCII form of domain names by UTS #46, non-transitional, as browsers and mail servers use it:
 * {@code straße.example} is {@code xn--strae-oqa.example} and not {@code strasse.example}, which may be somebody
 * else's. The former rule, of {@link java.net.IDN}, made one of both.
 */
public final class InternationalDomain {

    private static final IDNA RULES = IDNA.getUTS46Instance(IDNA.NONTRANSITIONAL_TO_ASCII
            | IDNA.NONTRANSITIONAL_TO_UNICODE
            | IDNA.USE_STD3_RULES
            | IDNA.CHECK_BIDI
            | IDNA.CHECK_CONTEXTJ
            | IDNA.CHECK_CONTEXTO);

    /** Names that have hyphens at the third and fourth place without being punycode are in use. */
    private static final Set<IDNA.Error> PASSED_OVER = EnumSet.of(IDNA.Error.HYPHEN_3_4);

    private InternationalDomain() {}

    /** The name in ASCII and lower case; empty when it is none, for its length too. */
    public static Optional<String> ascii(String name) {
        IDNA.Info info = new IDNA.Info();
        StringBuilder ascii = new StringBuilder(name.length());
        RULES.nameToASCII(name, ascii, info);
        return PASSED_OVER.containsAll(info.getErrors()) ? Optional.of(ascii.toString()) : Optional.empty();
    }
}
