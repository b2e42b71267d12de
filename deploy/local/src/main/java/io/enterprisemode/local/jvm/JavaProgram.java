package io.enterprisemode.local.jvm;

import io.enterprisemode.local.SuiteException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A packaged program of this project.
 *
 * @param jar what the build must have left
 * @param heap its largest heap, such as {@code 192m}
 * @param cache its AOT cache, when it has one
 * @param arguments what follows the JVM's own options: {@code -jar} or {@code -cp} and so on
 */
public record JavaProgram(Path jar, String heap, Optional<AotCache> cache, List<String> arguments) {

    /**
     * Refuses a program that is not there.
     *
     * @throws SuiteException when it is not built
     */
    public JavaProgram {
        if (!Files.exists(jar)) {
            throw new SuiteException(jar + " is not built", "Run ./suite up, which builds it, or mvn package");
        }
    }
}
