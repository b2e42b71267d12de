package io.enterprisemode.systemtests.upgrade;

/** Sends requests of one kind until it is told to stop. */
sealed interface Traffic extends Runnable permits UsageTraffic, RequestTraffic {

    /** Under which its answers are counted. */
    String kind();

    /** Asks it to send nothing more. */
    void stop();
}
