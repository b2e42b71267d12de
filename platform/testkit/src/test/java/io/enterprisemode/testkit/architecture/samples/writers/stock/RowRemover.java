package io.enterprisemode.testkit.architecture.samples.writers.stock;

final class RowRemover {

    private RowRemover() {}

    static String remove(String table) {
        return "delete from " + table + " where changed_at < $1";
    }
}
