package io.enterprisemode.local;

import io.enterprisemode.local.process.ManagedProcess;
import java.util.Map;

/**
 * One process of the suite as it is shown to people.
 *
 * @param title e.g. {@code PostgreSQL 18}
 * @param address where it answers
 * @param process the process
 * @param ports what it listens on, each port with the setting that changes it
 */
public record Part(String title, String address, ManagedProcess process, Map<Integer, String> ports) {}
