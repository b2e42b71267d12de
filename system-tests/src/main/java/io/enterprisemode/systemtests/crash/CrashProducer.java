package io.enterprisemode.systemtests.crash;

/** Sends usage until it is told to stop; then it ends when everything it has made is acknowledged. */
sealed interface CrashProducer extends Runnable permits PlainProducer, ClientProducer {

    /** Asks it to make nothing more. */
    void stop();

    /** How often something was acknowledged. */
    long answers();
}
