/** Database access with two roles: one for the requests of organizations, one for workers. */
@NullMarked
package io.enterprisemode.kernel.tenancy;

import org.jspecify.annotations.NullMarked;
