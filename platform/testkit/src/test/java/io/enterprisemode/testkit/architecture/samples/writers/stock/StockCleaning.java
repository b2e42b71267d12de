package io.enterprisemode.testkit.architecture.samples.writers.stock;

final class StockCleaning {

    private StockCleaning() {}

    static String clean() {
        return RowRemover.remove("stock_history");
    }
}
