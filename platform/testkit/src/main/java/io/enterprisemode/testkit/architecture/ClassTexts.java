package io.enterprisemode.testkit.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.StringEntry;
import java.util.ArrayList;
import java.util.List;

/** The texts of a compiled class: its constants, and what concatenations are made of. */
final class ClassTexts {

    private ClassTexts() {}

    static List<String> of(JavaClass type) {
        String resource = "/" + type.getName().replace('.', '/') + ".class";
        try (InputStream stream = ClassTexts.class.getResourceAsStream(resource)) {
            List<String> texts = new ArrayList<>();
            if (stream != null) {
                for (PoolEntry entry :
                        ClassFile.of().parse(stream.readAllBytes()).constantPool()) {
                    if (entry instanceof StringEntry text) {
                        texts.add(text.stringValue());
                    }
                }
            }
            return texts;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
