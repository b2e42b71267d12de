/** Authentication and the declaration of what each endpoint requires. */
@NullMarked
package io.enterprisemode.web.access;

import org.jspecify.annotations.NullMarked;
