/** The two doors to the database: one for an organization's requests, one for workers. */
@NullMarked
package io.enterprisemode.kernel.tenancy;

import org.jspecify.annotations.NullMarked;
