package io.enterprisemode.local;

/** Receives reports of what the suite has done. */
@FunctionalInterface
public interface Progress {

    /** Ignores the reports. */
    Progress SILENT = (what, detail) -> {};

    /**
     * A part is up, or a step is done.
     *
     * @param what the part, e.g. {@code PostgreSQL}
     * @param detail its address or another remark, may be empty
     */
    void done(String what, String detail);
}
