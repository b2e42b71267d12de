package io.enterprisemode.local.seed;

import java.util.List;
import java.util.Map;

/**
 * A workspace of the demo.
 *
 * @param weights its part of the organization's usage by meter
 */
record DemoWorkspace(String team, String name, Map<DemoMeter, Double> weights) {

    static final List<DemoWorkspace> ACME = List.of(
            new DemoWorkspace("Marketing", "Newsletter", weights(0.46, 0.05, 0.30, 0.06)),
            new DemoWorkspace("Marketing", "Campaigns", weights(0.27, 0.12, 0.24, 0.08)),
            new DemoWorkspace("Marketing", "Website", weights(0.05, 0.08, 0.12, 0.16)),
            new DemoWorkspace("Product", "Production", weights(0.11, 0.20, 0.16, 0.38)),
            new DemoWorkspace("Product", "Staging", weights(0.02, 0.09, 0.03, 0.14)),
            new DemoWorkspace("Product", "Assistant", weights(0.01, 0.34, 0.02, 0.11)),
            new DemoWorkspace("Customer Success", "Support Desk", weights(0.06, 0.10, 0.09, 0.05)),
            new DemoWorkspace("Customer Success", "Onboarding", weights(0.02, 0.02, 0.04, 0.02)));

    static final List<DemoWorkspace> GLOBEX =
            List.of(new DemoWorkspace("Globex", "Main", weights(0.0036, 0.0030, 0.0105, 0.0050)));

    static final List<DemoWorkspace> INITECH = List.of(
            new DemoWorkspace("Initech", "Reports", weights(0.03, 0.05, 0.04, 0.06)),
            new DemoWorkspace("Initech", "Printers", weights(0.02, 0.01, 0.02, 0.03)));

    static final List<DemoWorkspace> HOOLI = List.of(
            new DemoWorkspace("Hooli", "Search", weights(0.05, 0.06, 0.05, 0.07)),
            new DemoWorkspace("Hooli", "Mail", weights(0.04, 0.01, 0.03, 0.02)));

    private static Map<DemoMeter, Double> weights(double emails, double aiRequests, double contacts, double apiCalls) {
        return Map.of(
                DemoMeter.EMAILS, emails,
                DemoMeter.AI_REQUESTS, aiRequests,
                DemoMeter.CONTACTS, contacts,
                DemoMeter.API_CALLS, apiCalls);
    }

    double weight(DemoMeter meter) {
        return weights.getOrDefault(meter, 0.0);
    }
}
