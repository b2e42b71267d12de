/** The local view of memberships and API keys that decides what a caller may do. */
@NullMarked
package io.enterprisemode.kernel.access;

import org.jspecify.annotations.NullMarked;
