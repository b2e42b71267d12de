package io.enterprisemode.teams.scim;

import org.jspecify.annotations.Nullable;

/**
 * What an operation of PATCH is aimed at (RFC 7644, figure 7).
 *
 * @param attribute without a sub-attribute
 * @param filter picks values of a multi-valued attribute; null: all of it
 * @param sub sub-attribute of what is picked; null: the whole
 */
record PatchPath(
        AttributePath attribute,
        @Nullable Filter filter,
        @Nullable String sub) {}
