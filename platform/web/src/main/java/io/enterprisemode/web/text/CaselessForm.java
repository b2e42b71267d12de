package io.enterprisemode.web.text;

/**
 * The form in which texts are compared where neither case nor the way in which a character is composed counts:
 * normalized (NFKC), then folded by Unicode's simple case folding. It does not depend on neighbouring characters, as
 * lower case does (the Greek final sigma), nor on the locale of the database, and keeps apart what only looks alike:
 * {@code ß} from {@code ss}, the dotless {@code ı} from {@code i}. PostgreSQL folds both what is kept and what is asked
 * for, so that there is no second rule in Java to differ from it.
 */
public final class CaselessForm {

    private CaselessForm() {}

    /**
     * The expression of SQL for the form of a text.
     *
     * @param expression a column or a parameter of type text; null stays null
     */
    public static String sql(String expression) {
        return "casefold(normalize(" + expression + ", nfkc) collate pg_c_utf8)";
    }
}
