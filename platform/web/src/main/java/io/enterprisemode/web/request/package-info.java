/** Who calls, for which organization, under which request id. */
@NullMarked
package io.enterprisemode.web.request;

import org.jspecify.annotations.NullMarked;
