package io.enterprisemode.teams;

import com.ibm.icu.lang.UCharacter;
import java.text.Normalizer;

/**
 * Texts as they are compared where neither case nor the way in which a character is composed counts: the rule of
 * {@link io.enterprisemode.web.text.CaselessForm} for texts that meet in Java and not in the database.
 */
public final class CaselessText {

    private CaselessText() {}

    /**
     * Normalized (NFKC) and folded by Unicode's simple case folding: character by character, so that neither length nor
     * neighbours matter.
     */
    public static String folded(String text) {
        String normal = Normalizer.normalize(text, Normalizer.Form.NFKC);
        StringBuilder folded = new StringBuilder(normal.length());
        normal.codePoints().map(c -> UCharacter.foldCase(c, true)).forEach(folded::appendCodePoint);
        return folded.toString();
    }
}
