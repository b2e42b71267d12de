package io.enterprisemode.audit.export;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How exports are read. */
@ConfigMapping(prefix = "enterprise.audit.export")
interface AuditExportConfiguration {

    /** How many events are read and sent at a time: what an export holds in memory. */
    @WithDefault("1000")
    int pageSize();
}
