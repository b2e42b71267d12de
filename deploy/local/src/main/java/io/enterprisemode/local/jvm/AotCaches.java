package io.enterprisemode.local.jvm;

import io.enterprisemode.local.ServiceName;
import io.enterprisemode.local.SuiteFolders;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The AOT caches of a checkout: one of each service, and one of the process with Kafka and the sign-in. */
public final class AotCaches {

    private final SuiteFolders folders;

    public AotCaches(SuiteFolders folders) {
        this.folders = folders;
    }

    /** The cache of a service. */
    public AotCache of(ServiceName service) {
        Path jar = folders.serviceJar(service);
        Path cache = folders.project().resolve(service.module()).resolve("target/" + service.id() + ".aot");
        return AotCache.of(cache, List.of(jar.resolveSibling("app"), jar.resolveSibling("lib"), jar), List.of());
    }

    /** The cache of the process with Kafka and the sign-in. */
    public AotCache ofStack() {
        Path jar = folders.stackJar();
        return AotCache.of(jar.resolveSibling("stack.aot"), List.of(jar, jar.resolveSibling("lib")), List.of());
    }

    /** Whether every program has a current cache. */
    public boolean areCurrent() {
        return all().stream().allMatch(AotCache::isCurrent);
    }

    /** Whether the recording of every cache has been tried since the last build. */
    public boolean areSettled() {
        return all().stream().allMatch(AotCache::isSettled);
    }

    /** Declares the caches valid that stopped programs have left behind; the names of those that are missing. */
    public List<String> keep() {
        return all().stream()
                .filter(cache -> !cache.isCurrent() && !cache.keep())
                .map(AotCache::name)
                .toList();
    }

    private List<AotCache> all() {
        List<AotCache> caches = new ArrayList<>();
        caches.add(ofStack());
        for (ServiceName service : ServiceName.values()) {
            caches.add(of(service));
        }
        return caches;
    }
}
