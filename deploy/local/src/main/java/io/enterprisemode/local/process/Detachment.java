package io.enterprisemode.local.process;

import java.util.List;

/**
 * What to put before a command so that neither Ctrl-C nor the end of the terminal reaches it, and its process id stays
 * that of the child.
 */
final class Detachment {

    private static final List<String> PREFIX = choose();

    private Detachment() {}

    static List<String> prefix() {
        return PREFIX;
    }

    private static List<String> choose() {
        if (Programs.find("setsid").isPresent()) {
            return List.of("setsid");
        }
        if (Programs.find("perl").isPresent()) {
            return List.of("perl", "-e", "use POSIX; POSIX::setsid(); exec { $ARGV[0] } @ARGV or die $!");
        }
        return List.of("nohup");
    }
}
