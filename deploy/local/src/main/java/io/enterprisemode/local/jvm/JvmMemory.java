package io.enterprisemode.local.jvm;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What bounds the memory of a JVM, inside its heap and outside.
 *
 * <p>Without bounds a service with a heap of 192 MB came to 340 to 490 MB after an hour of load. The parts of it, read
 * with native memory tracking, and what bounds them:
 *
 * <ul>
 *   <li>The heap is committed whole at the start, and the old generation is touched to its end before it is first
 *       collected, although no more than 45 MB of it live. It begins at half its size, grows when what lives does not
 *       fit, and is given back when it is mostly free.
 *   <li>The AOT cache, up to 130 MB, is relocated at each start by default, which makes every page a private copy. At
 *       the address for which it was made, only the pages that are used are resident.
 *   <li>Compiled code, direct buffers and class metadata have a limit each, far above what the services need; they have
 *       none or one of 240 MB by default.
 *   <li>The C library keeps up to eight arenas for each processor, and what the compilers free (70 MB at their peak)
 *       stays in them. Two arenas, and free memory is given back twice a minute.
 * </ul>
 */
final class JvmMemory {

    /** Environment of a JVM: how many arenas the C library makes. */
    static final Map<String, String> ENVIRONMENT = Map.of("MALLOC_ARENA_MAX", "2");

    private JvmMemory() {}

    /**
     * Options of a JVM.
     *
     * @param heap its largest heap in MB or GB, such as {@code 192m} or {@code 1g}
     */
    static List<String> options(String heap) {
        int megabytes = megabytes(heap);
        return List.of(
                "-Xmx" + heap,
                "-Xms" + megabytes / 2 + "m",
                "-Xmn" + megabytes / 3 + "m",
                "-XX:MinHeapFreeRatio=20",
                "-XX:MaxHeapFreeRatio=40",
                "-XX:MaxDirectMemorySize=64m",
                "-XX:ReservedCodeCacheSize=96m",
                "-XX:MaxMetaspaceSize=128m",
                "-XX:TrimNativeHeapInterval=30000",
                "-XX:+UnlockDiagnosticVMOptions",
                "-XX:ArchiveRelocationMode=0");
    }

    private static int megabytes(String heap) {
        int number = Integer.parseInt(heap.substring(0, heap.length() - 1));
        return heap.toLowerCase(Locale.ROOT).endsWith("g") ? number * 1024 : number;
    }
}
